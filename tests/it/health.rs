//! What `doctor` says of each part, word for word: scripts read it, whatever language the screen is in.

use crate::common::parts::{findings, organs, remedies};

#[test]
fn every_part_finding_and_remedy_is_said_in_english_as_ever() {
    let told = |(value, said): (String, String)| (value != said).then(|| format!("{value} instead of {said}"));
    let organs = organs().into_iter().map(|(organ, said)| (organ.to_string(), said.to_owned()));
    let findings = findings().into_iter().map(|(finding, said)| (finding.to_string(), said));
    let remedies = remedies().into_iter().map(|(remedy, said)| (remedy.to_string(), said.to_owned()));
    let wrong: Vec<String> = organs.chain(findings).chain(remedies).filter_map(told).collect();
    assert_eq!(wrong, Vec::<String>::new());
}
