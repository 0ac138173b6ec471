//! XLSForm, as workbooks.

use std::io::Cursor;

use calamine::Reader as _;
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

/// A form of ours as LibreOffice writes `.xls`: words of two scripts, numbers, a flag, and more words than one record holds.
const OLD: &[u8] = include_bytes!("../../fixtures/cups.xls");

#[test]
fn a_workbook_of_before_2007_is_read_as_another_reader_reads_it() {
    let read = sheets(OLD).unwrap();
    let mut other: calamine::Xls<_> = calamine::open_workbook_from_rs(Cursor::new(OLD)).unwrap();
    assert_eq!(read.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["survey", "choices", "settings"]);
    for sheet in &read {
        let range = other.worksheet_range(&sheet.name).unwrap();
        let cells = |(row, column, cell): (usize, usize, &calamine::Data)| {
            let words = cell.to_string();
            (!words.is_empty()).then_some(((row + 1, column), words))
        };
        assert_eq!(range.start(), Some((0, 0)));
        let expected: Vec<_> = range.used_cells().filter_map(cells).collect();
        let ours: Vec<_> = sheet
            .rows
            .iter()
            .flat_map(|(row, cells)| cells.iter().enumerate().map(move |(column, cell)| ((*row, column), cell.clone())))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        assert_eq!(ours, expected, "{}", sheet.name);
    }
}

#[test]
fn a_form_in_a_workbook_of_before_2007_becomes_a_pack() {
    let kiosk = Kiosk::new();
    let file = kiosk.path().join("cups.xls");
    std::fs::write(&file, OLD).unwrap();
    let said = kiosk.done(&["import", file.to_str().unwrap(), "--language", "en"]);
    let lines: Vec<_> = said.lines().map(|line| line.rsplit('/').next().unwrap()).collect();
    assert_eq!(
        lines,
        [
            "cups.xls:survey:5: changed: any number of its 2 answers may be picked: lower `at_most`, for each costs noise",
            "cups.xls:survey:6: left out: its answer is a date or a time, and the kiosk asks for none",
            "cups-a-day.toml is there, with 3 items; 1 left out, 0 without something, 1 changed.",
            "`check` finds nothing wrong with it."
        ]
    );
    let written = std::fs::read_to_string(kiosk.config().join("packs/cups-a-day.toml")).unwrap();
    assert!(
        written.contains("Café crème, brûlée, Ærø – €3 “to go”") && written.contains("required = true"),
        "{written}"
    );
}

#[test]
fn no_workbook_of_before_2007_makes_the_reader_fall_run_for_ever_or_take_all_memory() {
    let why = |bytes: &[u8]| match sheets(bytes) {
        Err(Refusal::Foreign(why)) => why,
        other => panic!("it was read: {}", other.is_ok()),
    };
    for cut in [8, 30, 100, 511, 512, 700, OLD.len() / 2] {
        assert!(why(&OLD[..cut]).starts_with("it is no workbook that can be read: "), "{cut}");
    }
    // Bits turned over everywhere: whatever it makes of it, it comes back.
    for at in (8..1024).chain((1024..OLD.len()).step_by(61)) {
        let mut bent = OLD.to_vec();
        for mask in [0x01, 0x80, 0xff] {
            bent[at] = OLD[at] ^ mask;
            let _ = sheets(&bent);
        }
    }
    // Every table of what follows what runs in a circle.
    let table = 512 * (1 + u32::from_le_bytes(OLD[76..80].try_into().unwrap()) as usize);
    let mut circle = OLD.to_vec();
    for at in (table..table + 512).step_by(4) {
        circle[at..at + 4].copy_from_slice(&0_u32.to_le_bytes());
    }
    assert_eq!(why(&circle), "it is no workbook that can be read: a chain of sectors runs in a circle");
    // So does the list of tables.
    let mut circle = OLD.to_vec();
    circle[68..72].copy_from_slice(&0_u32.to_le_bytes());
    circle[1020..1024].copy_from_slice(&0_u32.to_le_bytes());
    assert_eq!(why(&circle), "it is no workbook that can be read: its table runs in a circle");
    // The version that Excel 95 wrote; a container without a workbook.
    let begin = OLD.windows(8).position(|eight| eight[..4] == [9, 8, 16, 0] && eight[4..6] == [0, 6]).unwrap();
    let mut older = OLD.to_vec();
    older[begin + 5] = 5;
    assert_eq!(why(&older), "it is a workbook of Excel 95 or before: save it as .xlsx");
    let name: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = OLD.windows(name.len()).position(|window| window == name).unwrap();
    let mut letter = OLD.to_vec();
    letter[at..at + 2].copy_from_slice(b"D\0");
    assert_eq!(why(&letter), "it is no workbook, but another document of an office program");
    // The record of the sheets' first line becomes the one of a password.
    let sheet = OLD.windows(2).position(|two| two == [0x85, 0]).unwrap();
    let mut locked = OLD.to_vec();
    locked[sheet] = 0x2f;
    assert_eq!(why(&locked), "it is locked with a password: save it without one");
}
