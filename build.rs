//! Compiles the screen, with its translations and fonts inside the binary.

fn main() {
    #[cfg(feature = "screen")]
    screen();
}

#[cfg(feature = "screen")]
fn screen() {
    use slint_build::{CompilerConfiguration, DefaultTranslationContext};

    // Tests find controls through debug info; a release carries none.
    let find_controls = std::env::var_os("CARGO_FEATURE_SCREEN_TESTS").is_some()
        || std::env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let config = CompilerConfiguration::new()
        .with_bundled_translations("ui/lang")
        .with_default_translation_context(DefaultTranslationContext::None)
        .with_debug_info(find_controls);
    println!("cargo:rerun-if-changed=ui");
    if let Err(fault) = slint_build::compile_with_config("ui/app.slint", config) {
        println!("cargo::error={fault}");
    }
}
