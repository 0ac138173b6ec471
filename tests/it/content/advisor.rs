//! Advisors: honest by their own reasons, and not without competitors.

use expect_test::{Expect, expect};

use super::{pack, pack_faults};

/// An advisor with these products, each with its own words for `company`, `rank` and `meets`, and an option for none.
fn advisor(products: &[(&str, &str)]) -> String {
    let product =
        |(id, rest): &(&str, &str)| format!("{{ id = \"{id}\", text = \"{id}\", because = \"so\", {rest} }},\n");
    format!(
        "kind = \"advisor\"\ntitle = \"What suits?\"\n[[item]]\nid = \"suits\"\ntype = \"single\"\ntext = \"What suits her?\"\n\
         needs = [{{ id = \"quiet\", text = \"Quiet\" }}, {{ id = \"plug\", text = \"A plug\" }}]\noptions = [\n{}\
         {{ id = \"none\", text = \"None\", pin = \"last\" }},\n]\n",
        products.iter().map(product).collect::<String>()
    )
}

fn check(products: &[(&str, &str)], expected: &Expect) {
    expected.assert_eq(&pack_faults(&advisor(products)));
}

const LIBRARY: (&str, &str) = ("library", "company = false, rank = 1, meets = [\"quiet\", \"plug\"]");
const ROOM: (&str, &str) = ("room", "company = true, rank = 2, meets = [\"plug\"]");

#[test]
fn a_ranking_that_follows_from_its_reasons_is_taken() {
    check(
        &[LIBRARY, ROOM],
        &expect![[r#"
        no fault
    "#]],
    );
    let read = pack("", &advisor(&[ROOM, LIBRARY]));
    let item = &read.items[0];
    assert_eq!((item.best(), item.correct()), (Some(1), None));
    assert_eq!(item.advice.as_ref().unwrap().ranking(), [1, 0]);
}

#[test]
fn a_ranking_that_contradicts_its_reasons_is_refused() {
    let (library, room) = (LIBRARY.1.replace("rank = 1", "rank = 2"), ROOM.1.replace("rank = 2", "rank = 1"));
    check(
        &[("library", &library), ("room", &room)],
        &expect![[r#"
        error packs/whole.toml:10 at 1
          `room` is ranked above `library`, and meets fewer of the needs: 1 against 2
          help: a ranking follows from its reasons: change the ranks, or what the two meet
    "#]],
    );
}

#[test]
fn ranks_are_one_two_three_and_every_product_has_its_own() {
    check(
        &[LIBRARY, ("room", "company = true, rank = 1, meets = [\"plug\", \"quiet\"]")],
        &expect![[r#"
        error packs/whole.toml:10 at 1
          rank 1 is there where 2 should be
          help: rank all products, the best 1, each its own
    "#]],
    );
    check(
        &[LIBRARY, ("room", "company = true, meets = [\"plug\"]")],
        &expect![[r#"
        warning packs/whole.toml:8
          none of the products is the company's own
          help: add company = true to yours
        error packs/whole.toml:10 at "room"
          this product has no `rank`
          help: each product has company = true or false, its rank from 1, because, and the needs that it meets
    "#]],
    );
}

#[test]
fn needs_are_named_as_they_are_and_there_are_some() {
    check(
        &[LIBRARY, ("room", "company = true, rank = 2, meets = [\"plugs\"]")],
        &expect![[r#"
        error packs/whole.toml:10 at "plugs"
          `plugs` is none of the customer's needs
          help: did you mean `plug`?
    "#]],
    );
    let without = advisor(&[LIBRARY, ROOM])
        .lines()
        .filter(|line| !line.starts_with("needs"))
        .fold(String::new(), |text, line| format!("{text}{line}\n"));
    expect![[r#"
        error packs/whole.toml:7
          products are ranked, and the customer needs nothing
          help: add needs = [{ id = "quiet", text = "…" }]: what the customer asks for
    "#]]
    .assert_eq(&pack_faults(&without));
}

#[test]
fn an_advisor_that_knows_no_competitor_or_no_way_out_is_warned() {
    let own = LIBRARY.1.replace("false", "true");
    let text = advisor(&[("library", &own), ROOM]).replace("{ id = \"none\", text = \"None\", pin = \"last\" },\n", "");
    expect![[r#"
        warning packs/whole.toml:8
          nobody can say that none of them suits
          help: add { id = "none", text = "None of these", pin = "last" }, and ask what is missing
        warning packs/whole.toml:8
          all of the products are the company's own
          help: add what others offer, with company = false: advice that never sends anybody away is advertising
    "#]]
    .assert_eq(&pack_faults(&text));
}

#[test]
fn advice_means_nothing_outside_an_advisor_pack() {
    let text = advisor(&[LIBRARY]).replace("kind = \"advisor\"", "kind = \"stories\"");
    expect![[r#"
        warning packs/whole.toml:7 at [{ id = "quiet", text = "Quiet" }, { id = "plug", text = "A plug" }]
          `needs` means nothing outside an advisor pack
          help: make it a pack of kind = "advisor", or leave it out
        warning packs/whole.toml:9 at "so"
          `because` means nothing outside an advisor pack
          help: make it a pack of kind = "advisor", or leave it out
        warning packs/whole.toml:9 at false
          `company` means nothing outside an advisor pack
          help: make it a pack of kind = "advisor", or leave it out
        warning packs/whole.toml:9 at 1
          `rank` means nothing outside an advisor pack
          help: make it a pack of kind = "advisor", or leave it out
        warning packs/whole.toml:9 at ["quiet", "plug"]
          `meets` means nothing outside an advisor pack
          help: make it a pack of kind = "advisor", or leave it out
    "#]]
    .assert_eq(&pack_faults(&text));
}
