//! The workbook through the built program: what is in its sheets, and that its bytes depend on nothing else.

use std::fs;
use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::common::{Kiosk, teams_and_blockers};
use crate::report::released;

fn export(kiosk: &Kiosk, name: &str, more: &[&str]) -> PathBuf {
    let out = kiosk.path().join(name);
    let format = out.extension().unwrap().to_str().unwrap();
    kiosk.done(&[&["export", "--format", format, "--out", out.to_str().unwrap()], more].concat());
    out
}

fn sheet(path: &PathBuf, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// A cell as CSV writes it.
fn text(cell: &Data) -> String {
    match cell {
        Data::Bool(yes) => yes.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

#[test]
fn its_cells_are_those_of_the_csv_with_numbers_as_numbers() {
    let kiosk = released("harbour-road");
    let (book, csv) = (export(&kiosk, "book.xlsx", &[]), export(&kiosk, "cells.csv", &[]));
    let cells = sheet(&book, "cells");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(csv).unwrap();
    let rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(cells.len(), rows.len());
    for (cells, row) in cells.iter().zip(&rows) {
        let own: Vec<String> = cells.iter().map(text).collect();
        let read: Vec<String> =
            row.iter().map(|value| value.parse::<f64>().map_or_else(|_| value.clone(), |n| n.to_string())).collect();
        let own: Vec<String> =
            own.iter().map(|value| value.parse::<f64>().map_or_else(|_| value.clone(), |n| n.to_string())).collect();
        assert_eq!(own, read);
    }
    let column = |name: &str| cells[0].iter().position(|cell| cell == name).unwrap();
    for row in &cells[1..] {
        for number in ["schema_version", "cell_count", "n", "cell_variance", "bursts"] {
            assert!(matches!(row[column(number)], Data::Float(_)), "{number}: {:?}", row[column(number)]);
        }
        assert!(matches!(row[column("simulated")], Data::Bool(true)));
        assert!(matches!(row[column("response")], Data::String(_)));
    }
}

#[test]
fn it_has_a_cover_a_sheet_for_each_part_and_every_figure() {
    let kiosk = released("harbour-road");
    let path = export(&kiosk, "book.xlsx", &[]);
    let book: Xlsx<_> = open_workbook(&path).unwrap();
    let names = book.sheet_names();
    assert_eq!(
        names,
        [
            "Overview",
            "How the days are",
            "Recommending us",
            "What stands in the way",
            "What we know",
            "figures",
            "cells"
        ]
    );
    let cover: Vec<String> = sheet(&path, "Overview").iter().map(|row| text(&row[0])).collect();
    assert_eq!(cover[0], "What people told the kiosk");
    assert!(cover.iter().any(|line| line.contains("“How was <script>today</script> & all?” rose by 3.1 points")));
    let figures: Vec<serde_json::Value> = serde_json::from_str(&kiosk.done(&["--json", "report"])).unwrap();
    let rows = sheet(&path, "figures");
    assert_eq!(rows.len(), figures.len() + 1);
    for (row, figure) in rows[1..].iter().zip(&figures) {
        for (name, cell) in rows[0].iter().zip(row) {
            match &figure[name.to_string()] {
                serde_json::Value::Null => assert_eq!(*cell, Data::Empty, "{name}"),
                serde_json::Value::Number(number) => {
                    let Data::Float(own) = cell else { panic!("{name}: {cell:?}") };
                    assert!((own - number.as_f64().unwrap()).abs() < 1e-12, "{name}");
                }
                value => assert_eq!(text(cell), value.as_str().unwrap(), "{name}"),
            }
        }
    }
    // The mean of the mood, then the share of each of its points, each with a range around it.
    let days = sheet(&path, "How the days are");
    let at = days.iter().position(|row| row[0] == "mean").unwrap();
    assert_eq!(days[at + 1][0], "Share of each answer");
    let shares: f64 = (0..5)
        .map(|point| {
            let [Data::Float(value), Data::Float(low), Data::Float(high), Data::Float(24.0)] =
                days[at + 2 + point][1..5]
            else {
                panic!("{:?}", days[at + 2 + point])
            };
            assert!(low <= value && value <= high);
            value
        })
        .sum();
    assert!((shares - 1.0).abs() < 1e-9);
    let german = export(&kiosk, "mappe.xlsx", &["--language", "de"]);
    assert_eq!(text(&sheet(&german, "Überblick")[0][0]), "Was dem Kiosk erzählt wurde");
}

/// The eight factors of the scorecard, each asked by itself.
fn trust() -> String {
    let factors = [
        "transparency",
        "quality",
        "comparison",
        "incentives",
        "partnering",
        "cooperative-design",
        "supply-chain",
        "advocacy",
    ];
    let item = |factor: &str| {
        format!(
            "[[item]]\nid = \"{factor}\"\ntype = \"rating\"\ntext = \"About {factor}\"\nmeasure = \"trust\"\n\
             role = \"{factor}\"\nscale = {{ from = 1, to = 5, low = \"no\", high = \"yes\" }}\n"
        )
    };
    let items: String = factors.into_iter().map(item).collect();
    format!("kind = \"pulse\"\ntitle = \"Trust\"\ndraw = 3\n[privacy]\nmechanism = \"exact\"\n{items}")
}

#[test]
fn what_questions_say_together_stands_before_them_and_arabic_sheets_run_from_the_right() {
    let kiosk = "organisation = \"O\"\nsite = \"one\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 50\n\
                 [privacy]\nk = 5\nrepeat_seconds = 1\n";
    let kiosk = Kiosk::with(kiosk, &[("trust", &trust())]);
    kiosk.simulate("2026-01-05T07:00");
    let mut csv = "visit,pack,item,response,at\n".to_owned();
    for visit in 0..20 {
        let at = format!("2026-01-{:02}T{:02}:07:00", 6 + visit / 10, 8 + visit % 10);
        let (good, beans) = (4 + visit % 2, 1 + visit % 3);
        csv += &format!("{visit},trust,quality,{good},{at}\n{visit},trust,supply-chain,{beans},{at}\n");
    }
    kiosk.enter(&csv);
    kiosk.release("2026-01-12T04:00");
    let path = export(&kiosk, "book.xlsx", &[]);
    let trust = sheet(&path, "Trust");
    let at = |text: &str| trust.iter().position(|row| row[0] == text).unwrap_or_else(|| panic!("{text}: {trust:?}"));
    // The weakest factor is first, as a number with its range and its answers.
    let weakest =
        at("Trust scorecard") + trust[at("Trust scorecard")..].iter().position(|row| row[0] == "Supply chain").unwrap();
    assert!(weakest < at("About quality"));
    let Data::Float(mean) = trust[weakest][1] else { panic!("{:?}", trust[weakest]) };
    assert!((mean - 1.95).abs() < 1e-9 && trust[weakest][4] == Data::Float(20.0), "{:?}", trust[weakest]);
    assert_eq!(trust[weakest + 1][0], "Quality");
    // 40 answers of 50 people.
    let cover: Vec<String> = sheet(&path, "Overview").iter().map(|row| text(&row[0])).collect();
    assert!(
        cover.iter().any(|line| line == "• One: 40 answers for a headcount of 50, 0.8 a head over all these weeks."),
        "{cover:?}"
    );
    let figures: Vec<serde_json::Value> = serde_json::from_str(&kiosk.done(&["--json", "report"])).unwrap();
    let headed: Vec<_> = figures.iter().filter(|figure| figure["measure"] == "participation").collect();
    assert_eq!((headed.len(), &headed[0]["value"], &headed[0]["n"]), (1, &0.8.into(), &40.into()));
    assert!(headed[0]["low"].is_null() && headed[0]["site"] == "one" && headed[0]["figure"] == "mean");

    let part = |book: &PathBuf, part: &str| {
        let mut archive = zip::ZipArchive::new(fs::File::open(book).unwrap()).unwrap();
        std::io::read_to_string(archive.by_name(part).unwrap()).unwrap()
    };
    let charts = part(&path, "xl/drawings/drawing1.xml").matches("<c:chart ").count();
    assert_eq!(charts, 3, "of the scorecard and of each question");
    let arabic = export(&kiosk, "arabic.xlsx", &["--language", "ar"]);
    for number in [1, 2] {
        let name = format!("xl/worksheets/sheet{number}.xml");
        assert!(part(&arabic, &name).contains("rightToLeft=\"1\"") && !part(&path, &name).contains("rightToLeft"));
    }
}

#[test]
fn the_same_cells_are_the_same_bytes_and_weeks_are_left_out_everywhere() {
    let kiosk = released("harbour-road");
    let (one, again) = (export(&kiosk, "one.xlsx", &[]), export(&kiosk, "again.xlsx", &[]));
    assert!(fs::read(&one).unwrap() == fs::read(again).unwrap());
    let first = export(&kiosk, "first.xlsx", &["--to", "2026-W02"]);
    for name in ["cells", "figures"] {
        let rows = sheet(&first, name);
        assert!(rows.len() > 1 && rows.len() < sheet(&one, name).len());
        assert!(rows.iter().flatten().all(|cell| text(cell) != "2026-W03"), "{name}");
    }
}

#[test]
fn before_anything_was_released_the_cover_says_when_something_will_be() {
    let kiosk = Kiosk::new();
    kiosk.simulate("2026-01-05T07:00");
    let path = export(&kiosk, "book.xlsx", &[]);
    let cover: Vec<String> = sheet(&path, "Overview").iter().map(|row| text(&row[0])).collect();
    assert!(cover.iter().any(|line| line == "Nothing has been released yet"), "{cover:?}");
    assert_eq!(sheet(&path, "cells").len(), 1);
}

#[test]
fn words_that_do_not_go_together_with_it_are_told() {
    let kiosk = Kiosk::new();
    kiosk.simulate("2026-01-05T07:00");
    let told = |more: &[&str]| {
        let ran = kiosk.run(&[&["export", "--out", "x"], more].concat());
        (ran.status, ran.err)
    };
    let usage = |text: &str| (Some(2), format!("error: {text}\n"));
    assert_eq!(told(&["--format", "xlsx", "--excel"]), usage("--excel is for csv"));
    assert_eq!(told(&["--format", "xlsx", "--comments"]), usage("comments are written as csv or json"));
    assert_eq!(told(&["--language", "de"]), usage("--language is for xlsx and --pack"));
    let (status, error) = told(&["--format", "xlsx", "--language", "fi"]);
    assert!(status == Some(2) && error.contains("does not speak `fi`"), "{error}");
}

#[test]
fn teams_and_what_was_in_the_way_are_numbers_and_no_text_of_theirs_is_a_formula() {
    let kiosk = teams_and_blockers();
    let path = export(&kiosk, "book.xlsx", &[]);
    let numbers = |row: &[Data]| -> Vec<f64> {
        row[1..5].iter().map(|cell| if let Data::Float(number) = cell { *number } else { panic!("{row:?}") }).collect()
    };
    let about = |value: f64, wanted: f64| assert!((value - wanted).abs() < 1e-9, "{value} is not {wanted}");

    let known = sheet(&path, "What we know");
    let teams = known.iter().position(|row| row[0] == "How the teams stand").unwrap();
    let row =
        |name: &str| known[teams..].iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}: {known:?}"));
    let (day, night) = (numbers(row("=1+1")), numbers(row("@SUM(1;2)")));
    about(day[0], 0.8);
    about(night[0], 0.5);
    for team in [&day, &night] {
        assert!(team[1] < team[0] && team[0] < team[2], "{team:?}");
        about(team[3], 20.0);
    }

    let ways = sheet(&path, "What stands in the way");
    let profile = ways.iter().position(|row| row[0] == "What stands in the way, step by step").unwrap();
    // A table for each step, its name as the heading; the shares are of all 40 answers.
    for (step, rule, time) in [("=4+4", 0.25, 0.25), ("@Paying", 0.25, 0.0)] {
        let heading = profile + ways[profile..].iter().position(|row| row[0] == step).unwrap();
        for (name, share) in [("=5+5", rule), ("-Time", time)] {
            let row = ways[heading..heading + 3].iter().find(|row| row[0] == name).unwrap();
            about(numbers(row)[0], share);
            about(numbers(row)[3], 40.0);
        }
    }
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    for name in ["Overview", "What we know", "What stands in the way", "figures", "cells"] {
        let formulas = book.worksheet_formula(name).unwrap();
        assert!(formulas.used_cells().next().is_none(), "{name}: {formulas:?}");
    }
    // Whoever edits such a text does not make a formula of it: its format has the mark that spreadsheets keep for that.
    let mut archive = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
    let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
    let (strings, styles, sheet) =
        (part("xl/sharedStrings.xml"), part("xl/styles.xml"), part("xl/worksheets/sheet3.xml"));
    let formats: Vec<&str> = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").skip(1).collect();
    let mut seen = 0;
    for cell in sheet.split("<c ").skip(1).filter(|cell| cell.contains("t=\"s\"")) {
        let number = |from: &str, to: char| cell.split(from).nth(1).unwrap().split(to).next().unwrap().parse::<usize>();
        let (format, text) = (formats[number("s=\"", '"').unwrap()], number("<v>", '<').unwrap());
        let text = strings.split("<si>").nth(text + 1).unwrap();
        let text = text.split_once("<t").unwrap().1.split_once('>').unwrap().1;
        let is_formula = text.starts_with(['=', '+', '-', '@']);
        assert_eq!(format.contains("quotePrefix=\"1\""), is_formula, "{text}");
        seen += u32::from(is_formula);
    }
    assert!(seen >= 5, "{seen}");
}
