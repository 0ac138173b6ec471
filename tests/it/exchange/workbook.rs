//! XLSForm, as workbooks.

use listening_post::exchange::Refusal;
use listening_post::exchange::xlsform::sheets;
use rust_xlsxwriter::Workbook;

use super::xlsform::sheet;
use crate::common::Kiosk;

/// A form of two questions, as somebody writes it in a spreadsheet: numbers and flags are none of its words.
fn form() -> Vec<u8> {
    let mut book = Workbook::new();
    let survey = book.add_worksheet();
    survey.set_name("survey").unwrap();
    for (column, name) in ["type", "name", "label", "required"].into_iter().enumerate() {
        survey.write(0, u16::try_from(column).unwrap(), name).unwrap();
    }
    for (column, cell) in ["select_one cups", "cups", "How many cups?"].into_iter().enumerate() {
        survey.write(2, u16::try_from(column).unwrap(), cell).unwrap();
    }
    survey.write(2, 3, true).unwrap();
    for (column, cell) in ["date", "day", "Which day?"].into_iter().enumerate() {
        survey.write(3, u16::try_from(column).unwrap(), cell).unwrap();
    }
    // A style far off, as spreadsheets leave them, must not make a table of sixteen thousand columns.
    survey.write(4, 1_900, " ").unwrap();
    let choices = book.add_worksheet();
    choices.set_name("choices").unwrap();
    for (column, name) in ["list_name", "name", "label"].into_iter().enumerate() {
        choices.write(0, u16::try_from(column).unwrap(), name).unwrap();
    }
    for row in 1..=2_u32 {
        choices.write(row, 0, "cups").unwrap();
        choices.write(row, 1, f64::from(row)).unwrap();
        choices.write(row, 2, f64::from(row)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn the_cells_of_a_workbook_keep_their_rows_and_say_numbers_as_they_are_typed() {
    let read = sheets(&form()).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 3, 4]);
    assert_eq!(read[0].rows[1].1, ["select_one cups", "cups", "How many cups?", "true"]);
    assert_eq!(read[1], sheet("choices", "list_name | name | label\ncups | 1 | 1\ncups | 2 | 2"));
}

#[test]
fn importing_a_form_writes_a_pack_and_names_sheet_and_row_of_every_loss() {
    let kiosk = Kiosk::new();
    let file = kiosk.path().join("cups.xlsx");
    std::fs::write(&file, form()).unwrap();
    let said = kiosk.done(&["import", file.to_str().unwrap()]);
    let lines: Vec<_> = said.lines().map(|line| line.rsplit('/').next().unwrap()).collect();
    assert_eq!(
        lines,
        [
            "cups.xlsx:survey:4: left out: its answer is a date or a time, and the kiosk asks for none",
            "cups.toml is there, with 1 item; 1 left out, 0 without something, 0 changed.",
            "`check` finds nothing wrong with it.",
        ]
    );
    assert!(kiosk.done(&["check"]).contains("all 2 packs are whole"));
    let written = std::fs::read_to_string(kiosk.config().join("packs/cups.toml")).unwrap();
    assert!(written.contains("{ id = \"2\", text = \"2\" }") && written.contains("required = true"), "{written}");
}

#[test]
fn what_only_begins_like_a_workbook_is_refused_whole_and_in_part() {
    let form = form();
    for cut in [4, 30, form.len() / 2, form.len() - 1] {
        assert!(matches!(sheets(&form[..cut]), Err(Refusal::Foreign(_))), "{cut}");
    }
    for at in (0..form.len()).step_by(37) {
        let mut bent = form.clone();
        bent[at] ^= 0x55;
        // Whatever it makes of it, it comes back.
        let _ = sheets(&bent);
    }
}
