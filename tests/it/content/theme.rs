use expect_test::{Expect, expect};

use super::faults;

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&faults(&[("theme.toml", text)]));
}

#[test]
fn a_pale_accent_is_measured() {
    check(
        "accent = \"#7FD6CF\"",
        &expect![[r##"
        error theme.toml:1 at "#7FD6CF"
          the accent is too pale: 1.6:1 against paper, 3:1 is needed
          help: take a darker shade of the same colour
    "##]],
    );
}

#[test]
fn an_accent_that_no_word_can_be_read_on_is_measured() {
    check(
        "accent = \"#E0604C\"",
        &expect![[r##"
        error theme.toml:1 at "#E0604C"
          words on the accent reach 4.4:1 at best, 4.5:1 is needed
          help: take a darker shade of the same colour
    "##]],
    );
    check(
        "accent = \"#7A7A7A\"",
        &expect![[r##"
        error theme.toml:1 at "#7A7A7A"
          words on the accent reach 4.3:1 at best, 4.5:1 is needed
          help: take a darker shade of the same colour
    "##]],
    );
}

#[test]
fn the_accent_of_the_sample_can_be_seen() {
    check(
        "accent = \"#0A5152\"",
        &expect![[r#"
        no fault
    "#]],
    );
}

#[test]
fn a_theme_says_what_it_cannot_read() {
    check(
        "accent = \"teal\"\nscheme = \"drak\"\nmotion = true\nlogo = \"logo.svg\"\nfont = \"Arial\"\n",
        &expect![[r##"
        error theme.toml:1 at "teal"
          `teal` is not a colour: write # and six hex digits
          help: `accent`: the one accent colour, such as "#0A5152"
        error theme.toml:2 at "drak"
          `scheme` cannot be `drak`
          help: did you mean `dark`?
        error theme.toml:3 at true
          `motion` must be a string, not true or false
          help: `motion`: reduced: nothing slides or grows
        error theme.toml:4 at "logo.svg"
          there is no `logo.svg` in media/
          help: put the file straight into media/ and write its name only
        error theme.toml:5 at font
          a theme has no key `font`
          help: a theme may have `name`, `logo`, `accent`, `scheme` and `motion`
    "##]],
    );
}
