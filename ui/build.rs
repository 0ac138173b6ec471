//! Compiles the screen, with its translations and fonts inside the binary.

#[path = "../src/screen/tied.rs"]
mod tied;

/// The translations as they are set on the screen: marks tied to their words, as in authors' texts.
fn translations() -> std::io::Result<std::path::PathBuf> {
    use std::fs;
    let to = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("lang");
    for language in fs::read_dir("lang")? {
        let language = language?;
        let file = "LC_MESSAGES/listening-post.po";
        let text = fs::read_to_string(language.path().join(file))?;
        // Each is one line; what goes on in a second is the head of the file.
        let lines = text.lines();
        let set = lines.fold(String::new(), |set, line| {
            set + &if line.starts_with("msgstr") { tied::tied(line) } else { line.to_owned() } + "\n"
        });
        // Looked for by the name of the crate.
        let path = to.join(language.file_name()).join(concat!("LC_MESSAGES/", env!("CARGO_PKG_NAME"), ".po"));
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(&path, set)?;
        // As old as what it was made of, or each build would take it as changed since the last one.
        let made = fs::metadata(language.path().join(file))?.modified()?;
        fs::File::options().append(true).open(path)?.set_modified(made)?;
    }
    Ok(to)
}

fn main() {
    use slint_build::{CompilerConfiguration, DefaultTranslationContext};

    // Tests find controls through debug info; a release carries none.
    let find_controls = std::env::var_os("CARGO_FEATURE_FIND_CONTROLS").is_some()
        || std::env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let translations = match translations() {
        Ok(folder) => folder,
        Err(fault) => return println!("cargo::error=the translations in ui/lang: {fault}"),
    };
    let config = CompilerConfiguration::new()
        .with_bundled_translations(translations)
        .with_default_translation_context(DefaultTranslationContext::None)
        .with_debug_info(find_controls);
    println!("cargo:rerun-if-changed=.");
    println!("cargo:rerun-if-changed=../src/screen/tied.rs");
    if let Err(fault) = slint_build::compile_with_config("app.slint", config) {
        println!("cargo::error={fault}");
    }
}
