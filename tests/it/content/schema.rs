//! The schemas follow from the shapes the reader uses; here they are read back as an editor would.

use expect_test::expect_file;
use listening_post::cli::check::write_schemas;
use listening_post::content::schema;
use serde_json::Value;

fn read(name: &str) -> Value {
    let (_, text) = schema::files().into_iter().find(|(file, _)| *file == name).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Where a value breaks a schema, for the words of JSON Schema that ours use.
fn breaks(schema: &Value, root: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    if schema.get("$ref").is_some() {
        return breaks(&root["$defs"]["text"], root, value, at);
    }
    for word in ["anyOf", "oneOf"] {
        let Some(all) = schema[word].as_array() else { continue };
        let fitting = all.iter().filter(|one| breaks(one, root, value, at).is_empty()).count();
        if fitting == 0 || (word == "oneOf" && fitting > 1) {
            found.push(format!("{at} fits {fitting} of {word}"));
        }
    }
    let types = [
        ("string", value.is_string()),
        ("integer", value.is_u64()),
        ("number", value.is_number()),
        ("boolean", value.is_boolean()),
        ("array", value.is_array()),
        ("object", value.is_object()),
    ];
    if let Some(wanted) = schema["type"].as_str()
        && !types.contains(&(wanted, true))
    {
        found.push(format!("{at} is not {wanted}"));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value))
        || schema.get("const").is_some_and(|one| one != value)
    {
        found.push(format!("{at} is not one of the words"));
    }
    if let Some(object) = value.as_object() {
        for (key, value) in object {
            match (schema["properties"].get(key), schema.get("additionalProperties")) {
                (Some(schema), _) | (None, Some(schema)) if schema != &Value::Bool(false) => {
                    found.extend(breaks(schema, root, value, &format!("{at}.{key}")));
                }
                (_, Some(_)) => found.push(format!("{at}.{key} is unknown")),
                (_, None) => {}
            }
        }
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        found.extend(required.filter(|key| !object.contains_key(*key)).map(|key| format!("{at}.{key} is missing")));
    }
    if let Some(list) = value.as_array() {
        found.extend(list.iter().flat_map(|value| breaks(&schema["items"], root, value, at)));
    }
    found
}

/// TOML as JSON, with dates as strings.
fn json(text: &str) -> Value {
    fn turned(value: &toml::Value) -> Value {
        match value {
            toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), turned(value))).collect(),
            toml::Value::Array(list) => list.iter().map(turned).collect(),
            toml::Value::Datetime(when) => when.to_string().into(),
            toml::Value::String(words) => words.as_str().into(),
            toml::Value::Integer(number) => (*number).into(),
            toml::Value::Float(number) => (*number).into(),
            toml::Value::Boolean(flag) => (*flag).into(),
        }
    }
    turned(&toml::Value::Table(text.parse().unwrap()))
}

fn check(schema: &str, text: &str) -> Vec<String> {
    let schema = read(schema);
    breaks(&schema, &schema, &json(text), "")
}

#[test]
fn the_written_schemas_are_those_of_the_reader() {
    for (name, text) in schema::files() {
        expect_file![format!("{}/kiosk-config/schema/{name}", env!("CARGO_MANIFEST_DIR"))].assert_eq(&text);
    }
}

#[test]
fn every_sample_file_fits_its_schema() {
    let folder = super::sample::folder();
    for (path, bytes) in folder.paths().map(|path| (path, folder.bytes(path).unwrap_or_default())) {
        let schema = match path {
            "kiosk.toml" => "kiosk.schema.json",
            "theme.toml" => "theme.schema.json",
            "actions.toml" => "actions.schema.json",
            "ideas.toml" => "ideas.schema.json",
            "voices.toml" => "voices.schema.json",
            path if path.starts_with("packs/") => "pack.schema.json",
            _ => continue,
        };
        assert_eq!(check(schema, std::str::from_utf8(bytes).unwrap()), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn what_the_reader_refuses_by_shape_the_schema_refuses_too() {
    for wrong in ["colour = 1", "draw = true", "on_abandon = \"x\"", "privacy = { slot_cap = 2 }", "days = \"mon\""] {
        let text = format!("{wrong}\n{}", super::PACK);
        assert_ne!(super::pack_faults(&text), "no fault\n", "{wrong}");
        assert_ne!(check("pack.schema.json", &text), Vec::<String>::new(), "{wrong}");
    }
    assert_ne!(check("pack.schema.json", &super::PACK.replace("smiley", "smiley\"\nscale = \"")), Vec::<String>::new());
    assert_eq!(check("pack.schema.json", super::PACK), Vec::<String>::new());
}

#[test]
fn the_schemas_are_written_beside_the_files_they_describe() {
    let folder = tempfile::tempdir().unwrap();
    write_schemas(folder.path()).unwrap();
    for (name, text) in schema::files() {
        assert_eq!(std::fs::read_to_string(folder.path().join("schema").join(name)).unwrap(), text);
    }
}
