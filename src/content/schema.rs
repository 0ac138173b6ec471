//! JSON Schemas of the files authors write, so that editors complete and warn as they type.
//!
//! They are written from the same shapes that the reader refuses by, in JSON Schema draft 2020-12. What needs more than
//! one key to be judged (a translation that is missing, an `ask_if` that dangles) only the reader can say.

use serde_json::{Map, Value, json};

use super::shape::{self, Of, Shape};

/// The schemas, each with the name of its file.
#[must_use]
pub fn files() -> Vec<(&'static str, String)> {
    [
        ("kiosk.schema.json", &shape::KIOSK),
        ("pack.schema.json", &shape::PACK),
        ("theme.schema.json", &shape::THEME),
        ("actions.schema.json", &shape::ACTIONS),
        ("ideas.schema.json", &shape::IDEAS),
        ("voices.schema.json", &shape::VOICES),
    ]
    .into_iter()
    .map(|(name, shape)| (name, format!("{:#}\n", document(shape))))
    .collect()
}

fn document(shape: &Shape) -> Value {
    let mut schema = table(shape, None);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$defs"] = json!({
        "text": {
            "description": "a string for all languages, or a table of them by language tag",
            "anyOf": [words(), { "type": "object", "propertyNames": language(), "additionalProperties": words() }],
        },
    });
    schema
}

/// A table; with `kind`, one whose `type` must be that word.
fn table(shape: &Shape, kind: Option<&str>) -> Value {
    let mut properties = Map::new();
    let required: Vec<_> = shape.keys().filter(|key| key.required).map(|key| key.name).collect();
    for key in shape.keys() {
        let mut schema = of(&key.of);
        schema["description"] = json!(key.doc);
        properties.insert(key.name.to_owned(), schema);
    }
    if let Some(kind) = kind {
        properties.insert("type".to_owned(), json!({ "const": kind, "description": "how the item is answered" }));
    }
    json!({
        "title": shape.name,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn of(what: &Of) -> Value {
    match what {
        Of::Words | Of::File => words(),
        Of::Id => json!({ "type": "string", "pattern": "^[a-z0-9-]{1,64}$" }),
        Of::Text => json!({ "$ref": "#/$defs/text" }),
        Of::Language => language(),
        Of::Colour => json!({ "type": "string", "pattern": "^#[0-9A-Fa-f]{6}$" }),
        Of::Whole(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Of::Number => json!({ "type": "number" }),
        Of::Flag => json!({ "type": "boolean" }),
        // TOML dates reach a validator as strings.
        Of::Date => json!({ "type": "string", "format": "date" }),
        Of::Time => json!({ "type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$" }),
        Of::Word(all) => json!({ "enum": all }),
        Of::List(each, from, to) => {
            let mut schema = json!({ "type": "array", "items": of(each), "minItems": from });
            if *to != shape::ANY {
                schema["maxItems"] = json!(to);
            }
            schema
        }
        Of::Table(shape) => table(shape, None),
        Of::Typed(types) => {
            json!({ "oneOf": types.iter().map(|(name, shape)| table(shape, Some(name))).collect::<Vec<_>>() })
        }
    }
}

fn words() -> Value {
    json!({ "type": "string", "pattern": "\\S" })
}

fn language() -> Value {
    json!({ "type": "string", "pattern": "^[a-z]{2,3}(-[a-z0-9]{2,8})*$" })
}
