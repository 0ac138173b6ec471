use expect_test::{Expect, expect};
use listening_post::content::load;

use super::{PACK, folder, transcript};

fn faults(image: &str, media: &[(&str, &[u8])]) -> String {
    let mut folder = folder(&[("packs/whole.toml", &format!("{PACK}image = {image}\n"))]);
    for (name, bytes) in media {
        folder.insert(format!("media/{name}"), *bytes);
    }
    transcript(&load(&folder), &folder)
}

fn check(image: &str, media: &[(&str, &[u8])], expected: &Expect) {
    expected.assert_eq(&faults(image, media));
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0....";
const WEBP: &[u8] = b"RIFF....WEBPVP8 ";
const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

#[test]
fn pictures_of_four_kinds_are_known() {
    for (name, bytes) in [("a.png", PNG), ("a.jpg", JPEG), ("a.JPEG", JPEG), ("a.webp", WEBP), ("a.svg", SVG)] {
        let image = format!("{{ file = \"{name}\", alt = \"A cup\" }}");
        assert_eq!(faults(&image, &[(name, bytes)]), "no fault\n", "{name}");
    }
}

#[test]
fn a_picture_without_words_for_it_is_a_fault() {
    check(
        "{ file = \"a.png\" }",
        &[("a.png", PNG)],
        &expect![[r#"
        error packs/whole.toml:8 at { file = "a.png" }
          a picture has no `alt`
          help: `alt`: what it shows, for people who do not see it
    "#]],
    );
}

#[test]
fn a_picture_that_is_not_there_is_given_its_neighbour() {
    check(
        "{ file = \"expresso.png\", alt = \"A cup\" }",
        &[("espresso.png", PNG)],
        &expect![[r#"
        error packs/whole.toml:8 at "expresso.png"
          there is no `expresso.png` in media/
          help: did you mean `espresso.png`?
    "#]],
    );
    check(
        "{ file = \"../secret.png\", alt = \"A cup\" }",
        &[],
        &expect![[r#"
        error packs/whole.toml:8 at "../secret.png"
          there is no `../secret.png` in media/
          help: put the file straight into media/ and write its name only
    "#]],
    );
}

#[test]
fn a_file_must_be_what_its_name_says() {
    check(
        "{ file = \"a.png\", alt = \"A cup\" }",
        &[("a.png", JPEG)],
        &expect![[r#"
        error packs/whole.toml:8 at "a.png"
          `a.png` holds a jpeg picture
          help: save it again as PNG, JPEG, WebP or SVG, with an ending to match
    "#]],
    );
    check(
        "{ file = \"a.png\", alt = \"A cup\" }",
        &[("a.png", b"")],
        &expect![[r#"
        error packs/whole.toml:8 at "a.png"
          `a.png` cannot be read as a picture
          help: save it again as PNG, JPEG, WebP or SVG, with an ending to match
    "#]],
    );
    check(
        "{ file = \"a.gif\", alt = \"A cup\" }",
        &[("a.gif", b"GIF89a")],
        &expect![[r#"
        error packs/whole.toml:8 at "a.gif"
          `a.gif` is of a kind that cannot be shown
          help: save it again as PNG, JPEG, WebP or SVG, with an ending to match
    "#]],
    );
}

#[test]
fn a_drawing_must_be_xml_with_svg_around_it() {
    check(
        "{ file = \"a.svg\", alt = \"A cup\" }",
        &[("a.svg", b"<svg>")],
        &expect![[r#"
        error packs/whole.toml:8 at "a.svg"
          the drawing is not XML: the root node was opened but never closed
          help: save it again as PNG, JPEG, WebP or SVG, with an ending to match
    "#]],
    );
    check(
        "{ file = \"a.svg\", alt = \"A cup\" }",
        &[("a.svg", b"<html/>")],
        &expect![[r#"
        error packs/whole.toml:8 at "a.svg"
          the drawing has no <svg> around it
          help: save it again as PNG, JPEG, WebP or SVG, with an ending to match
    "#]],
    );
    check(
        "{ file = \"a.svg\", alt = \"A cup\" }",
        &[("a.svg", b"\xff")],
        &expect![[r#"
        error packs/whole.toml:8 at "a.svg"
          the drawing is not UTF-8 text: invalid utf-8 sequence of 1 bytes from index 0
          help: save it again as PNG, JPEG, WebP or SVG, with an ending to match
    "#]],
    );
}

/// The beginnings of pictures of this size, which is all there is of them.
fn beginnings(width: u16, height: u16) -> [(&'static str, Vec<u8>); 4] {
    let (w, h) = (u32::from(width), u32::from(height));
    let png =
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &w.to_be_bytes(), &h.to_be_bytes(), b"\x08\x06\0\0\0"].concat();
    let frame = [b"\xff\xc0\0\x11\x08".as_slice(), &height.to_be_bytes(), &width.to_be_bytes(), &[0; 16]].concat();
    let jpeg = [b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".as_slice(), &frame].concat();
    let canvas = [&(w - 1).to_le_bytes()[..3], &(h - 1).to_le_bytes()[..3]].concat();
    let webp = [b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".as_slice(), &canvas, &[0; 16]].concat();
    let lossy = [
        b"RIFF\x1e\0\0\0WEBPVP8 \x12\0\0\0\0\0\0\x9d\x01\x2a".as_slice(),
        &width.to_le_bytes(),
        &height.to_le_bytes(),
        &[0; 16],
    ]
    .concat();
    [("a.png", png), ("a.jpg", jpeg), ("a.webp", webp), ("b.webp", lossy)]
}

#[test]
fn a_picture_that_would_fill_the_memory_is_a_fault_however_small_its_file_is() {
    for (name, bytes) in beginnings(4000, 4000) {
        let image = format!("{{ file = \"{name}\", alt = \"A cup\" }}");
        assert_eq!(faults(&image, &[(name, &bytes)]), "no fault\n", "{name}");
    }
    for (name, bytes) in beginnings(4000, 4001) {
        let image = format!("{{ file = \"{name}\", alt = \"A cup\" }}");
        let told = faults(&image, &[(name, &bytes)]);
        assert!(told.contains(&format!("`{name}` is 4000 × 4001 pixels large, more than 16 million")), "{told}");
    }
}
