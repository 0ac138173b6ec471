use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use uuid::Uuid;

use super::row::COLUMNS;
use super::*;
use crate::config::{Epsilon, Mechanism};
use crate::release::{Cell, CohortLabel};
use crate::tally::Histogram;
use crate::vocabulary::{CohortId, ItemId, PackId, SiteId};

fn origin() -> Origin {
    Origin {
        organisation: "Harbour Coffee".into(),
        site: SiteId::new("harbour-road").unwrap(),
        kiosk: Uuid::from_u128(0x10),
        simulated: true,
    }
}

/// An exact batch of one item with these counts, of the responses 1, 2, ….
fn sample(item: &str, cohort: CohortLabel, round: &str, counts: &[i64]) -> Batch {
    Batch {
        id: Uuid::from_u128(0x20),
        pack: PackId::new("coffee-basics").unwrap(),
        item: ItemId::new(item).unwrap(),
        item_hash: "0123456789abcdef".into(),
        histogram: Histogram::Responses,
        cohort,
        round: round.parse().unwrap(),
        n: 9,
        mechanism: Mechanism::Exact,
        epsilon: None,
        cell_variance: 0.0,
        bursts: 1,
        config_hash: "fedcba9876543210".into(),
        cells: (1..).zip(counts).map(|(code, &count)| Cell { response: code.to_string(), count }).collect(),
    }
}

fn noisy(mut batch: Batch) -> Batch {
    let epsilon = 2.0;
    batch.mechanism = Mechanism::DiscreteLaplace { epsilon: Epsilon::new(epsilon).unwrap() };
    batch.epsilon = Some(epsilon);
    batch.cell_variance = 1.84;
    batch
}

fn written(format: Format, origin: &Origin, batches: &[Batch], options: &Options) -> String {
    let mut out = Vec::new();
    write(format, origin, batches, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn check(format: Format, batches: &[Batch], options: &Options, expected: &Expect) {
    let written = written(format, &origin(), batches, options);
    expected.assert_eq(&written.replace("\r\n", "␍\n").replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn a_csv_has_a_header_an_empty_cell_for_no_epsilon_and_lines_that_end_in_cr_lf() {
    let batches = [
        noisy(sample("how-was-today", CohortLabel::Other, "2026-W47", &[-2, 11])),
        sample("espresso-seconds", CohortLabel::Unstated, "2026-W47", &[0, 9]),
    ];
    check(
        Format::Csv,
        &batches,
        &Options::default(),
        &expect![[r#"
            schema_version,organisation,site,kiosk,pack,item,item_hash,histogram,cohort,cut_week,batch,response,cell_count,n,mechanism,epsilon,cell_variance,bursts,config_hash,simulated␍
            1,Harbour Coffee,harbour-road,00000000-0000-0000-0000-000000000010,coffee-basics,espresso-seconds,0123456789abcdef,responses,,2026-W47,00000000-0000-0000-0000-000000000020,1,0,9,exact,,0.0,1,fedcba9876543210,true␍
            1,Harbour Coffee,harbour-road,00000000-0000-0000-0000-000000000010,coffee-basics,espresso-seconds,0123456789abcdef,responses,,2026-W47,00000000-0000-0000-0000-000000000020,2,9,9,exact,,0.0,1,fedcba9876543210,true␍
            1,Harbour Coffee,harbour-road,00000000-0000-0000-0000-000000000010,coffee-basics,how-was-today,0123456789abcdef,responses,(other),2026-W47,00000000-0000-0000-0000-000000000020,1,-2,9,discrete-laplace,2.0,1.84,1,fedcba9876543210,true␍
            1,Harbour Coffee,harbour-road,00000000-0000-0000-0000-000000000010,coffee-basics,how-was-today,0123456789abcdef,responses,(other),2026-W47,00000000-0000-0000-0000-000000000020,2,11,9,discrete-laplace,2.0,1.84,1,fedcba9876543210,true␍
        "#]],
    );
}

#[test]
fn a_json_says_what_it_is_and_then_a_cell_a_line() {
    let batches = [
        sample("espresso-seconds", CohortLabel::Unstated, "2026-W46", &[9]),
        noisy(sample("how-was-today", CohortLabel::One(CohortId::new("night").unwrap()), "2026-W47", &[-2])),
    ];
    check(
        Format::Json,
        &batches,
        &Options::default(),
        &expect![[r#"
            {"about":{"schema_version":1,"organisation":"Harbour Coffee","generator":{"name":"listening-post","version":"VERSION"},"simulated":true,"rounds":{"from":"2026-W46","to":"2026-W47"}},
            "cells":[
            {"schema_version":1,"organisation":"Harbour Coffee","site":"harbour-road","kiosk":"00000000-0000-0000-0000-000000000010","pack":"coffee-basics","item":"espresso-seconds","item_hash":"0123456789abcdef","histogram":"responses","cohort":"","cut_week":"2026-W46","batch":"00000000-0000-0000-0000-000000000020","response":"1","cell_count":9,"n":9,"mechanism":"exact","epsilon":null,"cell_variance":0.0,"bursts":1,"config_hash":"fedcba9876543210","simulated":true},
            {"schema_version":1,"organisation":"Harbour Coffee","site":"harbour-road","kiosk":"00000000-0000-0000-0000-000000000010","pack":"coffee-basics","item":"how-was-today","item_hash":"0123456789abcdef","histogram":"responses","cohort":"night","cut_week":"2026-W47","batch":"00000000-0000-0000-0000-000000000020","response":"1","cell_count":-2,"n":9,"mechanism":"discrete-laplace","epsilon":2.0,"cell_variance":1.84,"bursts":1,"config_hash":"fedcba9876543210","simulated":true}
            ]}
        "#]],
    );
}

#[test]
fn without_a_batch_there_is_still_a_head() {
    check(
        Format::Csv,
        &[],
        &Options::default(),
        &expect![[r#"
            schema_version,organisation,site,kiosk,pack,item,item_hash,histogram,cohort,cut_week,batch,response,cell_count,n,mechanism,epsilon,cell_variance,bursts,config_hash,simulated␍
        "#]],
    );
    check(
        Format::Json,
        &[],
        &Options::default(),
        &expect![[r#"
            {"about":{"schema_version":1,"organisation":"Harbour Coffee","generator":{"name":"listening-post","version":"VERSION"},"simulated":true,"rounds":{"from":null,"to":null}},
            "cells":[
            ]}
        "#]],
    );
}

#[test]
fn only_the_excel_option_puts_a_mark_before_the_header() {
    let batches = [sample("espresso-seconds", CohortLabel::Unstated, "2026-W47", &[9])];
    let plain = written(Format::Csv, &origin(), &batches, &Options::default());
    let excel = written(Format::Csv, &origin(), &batches, &Options { excel: true, ..Options::default() });
    assert!(plain.starts_with("schema_version,"));
    assert_eq!(excel, format!("\u{FEFF}{plain}"));
}

#[test]
fn from_and_to_are_both_inclusive() {
    let batches =
        ["2026-W52", "2026-W53", "2027-W01", "2027-W02"].map(|week| sample("a", CohortLabel::Unstated, week, &[9]));
    let weeks = |from: Option<&str>, to: Option<&str>| -> Vec<String> {
        let round = |week: &str| week.parse().unwrap();
        let options = Options { from: from.map(round), to: to.map(round), excel: false };
        rows(&[(&origin(), batches.as_slice())], &options).map(|row| row.cut_week.to_string()).collect()
    };
    assert_eq!(weeks(None, None).len(), 4);
    assert_eq!(weeks(Some("2026-W53"), Some("2027-W01")), ["2026-W53", "2027-W01"]);
    assert_eq!(weeks(Some("2027-W02"), None), ["2027-W02"]);
    assert_eq!(weeks(None, Some("2026-W52")), ["2026-W52"]);
    assert!(weeks(Some("2027-W01"), Some("2026-W53")).is_empty());
}

#[test]
fn the_head_of_a_json_tells_the_rounds_that_were_taken_only() {
    let batches =
        ["2026-W44", "2026-W45", "2026-W46", "2026-W47"].map(|week| sample("a", CohortLabel::Unstated, week, &[9]));
    let options =
        Options { from: Some("2026-W45".parse().unwrap()), to: Some("2026-W46".parse().unwrap()), excel: false };
    let json: serde_json::Value = serde_json::from_str(&written(Format::Json, &origin(), &batches, &options)).unwrap();
    assert_eq!(json["about"]["rounds"], serde_json::json!({ "from": "2026-W45", "to": "2026-W46" }));
}

#[test]
fn several_kiosks_make_one_table_whatever_order_they_come_in() {
    let (first, second) = (origin(), Origin { site: SiteId::new("airport").unwrap(), simulated: false, ..origin() });
    let batches = [sample("a", CohortLabel::Unstated, "2026-W47", &[9])];
    let sites = |kiosks: &[(&Origin, &[Batch])]| -> Vec<String> {
        rows(kiosks, &Options::default()).map(|row| row.site.into_owned()).collect()
    };
    assert_eq!(sites(&[(&first, &batches), (&second, &batches)]), ["airport", "harbour-road"]);
    assert_eq!(sites(&[(&second, &batches), (&first, &batches)]), ["airport", "harbour-road"]);
}

#[test]
fn a_full_disk_is_an_error_that_names_no_cell() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let batches = [sample("espresso-seconds", CohortLabel::Unstated, "2026-W47", &[9])];
    for format in [Format::Csv, Format::Json, Format::Parquet] {
        let error = write(format, &origin(), &batches, &Options::default(), &mut Full).unwrap_err();
        assert_eq!(error.to_string(), format!("could not write the released cells as {}", format.as_str()));
        assert_eq!(error.source.kind(), io::ErrorKind::StorageFull);
    }
}

#[test]
fn parquet_has_the_columns_of_the_table_with_types_that_engines_agree_on() {
    let batches = [noisy(sample("espresso-seconds", CohortLabel::Unstated, "2026-W47", &[9]))];
    let reader = opened(&parquet(&origin(), &batches));
    let file = reader.metadata().file_metadata();
    assert_eq!(file.created_by(), Some("listening-post"), "the program's version would change what was signed");
    assert!(file.key_value_metadata().is_none());
    assert_eq!(reader.metadata().num_row_groups(), 1);
    let mut schema = Vec::new();
    ::parquet::schema::printer::print_schema(&mut schema, file.schema());
    expect![[r"
        message cells {
          REQUIRED INT32 schema_version;
          REQUIRED BYTE_ARRAY organisation (STRING);
          REQUIRED BYTE_ARRAY site (STRING);
          REQUIRED BYTE_ARRAY kiosk (STRING);
          REQUIRED BYTE_ARRAY pack (STRING);
          REQUIRED BYTE_ARRAY item (STRING);
          REQUIRED BYTE_ARRAY item_hash (STRING);
          REQUIRED BYTE_ARRAY histogram (STRING);
          REQUIRED BYTE_ARRAY cohort (STRING);
          REQUIRED BYTE_ARRAY cut_week (STRING);
          REQUIRED BYTE_ARRAY batch (STRING);
          REQUIRED BYTE_ARRAY response (STRING);
          REQUIRED INT64 cell_count;
          REQUIRED INT64 n;
          REQUIRED BYTE_ARRAY mechanism (STRING);
          OPTIONAL DOUBLE epsilon;
          OPTIONAL DOUBLE cell_variance;
          REQUIRED INT64 bursts;
          REQUIRED BYTE_ARRAY config_hash (STRING);
          REQUIRED BOOLEAN simulated;
        }
    "]]
    .assert_eq(&String::from_utf8(schema).unwrap());
}

#[test]
fn a_file_in_the_folder_of_its_round_does_not_say_the_round_again() {
    let batches = ["2026-W46", "2026-W47"].map(|round| sample("x", CohortLabel::Unstated, round, &[9, 3]));
    let mut out = Vec::new();
    write_round(&origin(), &batches, batches[1].round, &mut out).unwrap();
    let read = read_parquet(&out);
    assert_eq!(read.len(), 2);
    let columns: Vec<_> = COLUMNS.into_iter().filter(|column| *column != "cut_week").collect();
    assert!(read.iter().all(|row| columns.iter().all(|column| row.get(column).is_some()) && row["cut_week"].is_null()));
}

#[test]
fn a_long_table_comes_in_groups_of_which_one_at_a_time_is_held() {
    let batches = [sample("x", CohortLabel::Unstated, "2026-W47", &[9])];
    let origin = origin();
    let kiosks = [(&origin, batches.as_slice())];
    let row = rows(&kiosks, &Options::default()).next().unwrap();
    let mut writer = ParquetWriter::new(Vec::new(), Layout::Alone).unwrap();
    for _ in 0..=128 * 1024 {
        writer.push(&row).unwrap();
    }
    let reader = opened(&writer.finish().unwrap());
    let groups: Vec<_> =
        reader.metadata().row_groups().iter().map(::parquet::file::metadata::RowGroupMetaData::num_rows).collect();
    assert_eq!(groups, [128 * 1024, 1]);
}

fn parquet(origin: &Origin, batches: &[Batch]) -> Vec<u8> {
    let mut out = Vec::new();
    write(Format::Parquet, origin, batches, &Options::default(), &mut out).unwrap();
    out
}

fn opened(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    SerializedFileReader::new(file).unwrap()
}

/// The rows as the JSON that the same row would be.
fn read_parquet(bytes: &[u8]) -> Vec<serde_json::Value> {
    let reader = opened(bytes);
    let value = |field: &Field| match field {
        Field::Null => serde_json::Value::Null,
        Field::Bool(value) => (*value).into(),
        Field::Int(value) => (*value).into(),
        Field::Long(value) => (*value).into(),
        Field::Double(value) => (*value).into(),
        Field::Str(text) => text.clone().into(),
        other => panic!("{other:?}"),
    };
    let row = |row: ::parquet::record::Row| {
        let columns = row.get_column_iter().map(|(name, field)| (name.clone(), value(field)));
        serde_json::Value::Object(columns.collect())
    };
    reader.get_row_iter(None).unwrap().map(|read| row(read.unwrap())).collect()
}

fn any_cohort() -> impl Strategy<Value = CohortLabel> {
    prop_oneof![
        Just(CohortLabel::Unstated),
        Just(CohortLabel::Other),
        "[a-z0-9-]{1,8}".prop_map(|id| CohortLabel::One(CohortId::new(id).unwrap())),
    ]
}

fn any_batch() -> impl Strategy<Value = Batch> {
    let ids = ("[a-c-][a-c]?", "[a-c-][a-c]?", "[0-9a-f]{16}", "[0-9a-f]{16}");
    let cells = prop::collection::vec(("[a-z0-9-]{1,8}|[0-9]{1,2}", any::<i64>()), 1..6);
    let round = (2024..2030_i16, 1..53_u8).prop_map(|(year, week)| format!("{year}-W{week:02}"));
    let noise = prop::option::of((0.01..10.0_f64, 0.0..1e6_f64));
    let histogram = prop_oneof![
        Just(Histogram::Responses),
        Just(Histogram::Enps),
        Just(Histogram::RestScore),
        Just(Histogram::Segment),
        "[a-c-][a-c]?".prop_map(|id| Histogram::Pair(ItemId::new(id).unwrap())),
    ];
    (ids, any_cohort(), histogram, round, noise, cells, any::<u128>(), any::<u32>(), any::<u32>()).prop_map(
        |((pack, item, item_hash, config_hash), cohort, histogram, round, noise, cells, id, n, bursts)| Batch {
            id: Uuid::from_u128(id),
            pack: PackId::new(pack).unwrap(),
            item: ItemId::new(item).unwrap(),
            item_hash,
            histogram,
            cohort,
            round: round.parse().unwrap(),
            n,
            mechanism: noise.map_or(Mechanism::Exact, |(epsilon, _)| Mechanism::DiscreteLaplace {
                epsilon: Epsilon::new(epsilon).unwrap(),
            }),
            epsilon: noise.map(|(epsilon, _)| epsilon),
            cell_variance: noise.map_or(0.0, |(_, variance)| variance),
            bursts,
            config_hash,
            cells: cells.into_iter().map(|(response, count)| Cell { response, count }).collect(),
        },
    )
}

fn any_origin() -> impl Strategy<Value = Origin> {
    // Whatever can be typed, and what spreadsheets and CSV readers stumble over more often than chance would have it.
    let organisation = prop_oneof![any::<String>(), "[-=+@\t\r\n,\"' a;]{0,6}"];
    (organisation, "[a-z0-9-]{1,8}", any::<u128>(), any::<bool>()).prop_map(|(organisation, site, kiosk, simulated)| {
        Origin { organisation, site: SiteId::new(site).unwrap(), kiosk: Uuid::from_u128(kiosk), simulated }
    })
}

fn read_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn json_cells(text: &str) -> Vec<serde_json::Map<String, serde_json::Value>> {
    let object: serde_json::Value = serde_json::from_str(text).unwrap();
    object["cells"].as_array().unwrap().iter().map(|cell| cell.as_object().unwrap().clone()).collect()
}

/// Whether a CSV cell says this text; the apostrophe before a formula belongs to CSV alone.
fn same_text(in_csv: &str, text: &str) -> bool {
    in_csv == text || in_csv.strip_prefix('\'') == Some(text)
}

/// Whether a CSV cell says what a JSON value says.
fn same(in_csv: &str, in_json: &serde_json::Value) -> bool {
    match in_json {
        serde_json::Value::Null => in_csv.is_empty(),
        serde_json::Value::Bool(truth) => in_csv == truth.to_string(),
        serde_json::Value::Number(number) if number.is_f64() => {
            // serde_json reads a number to its last bit but one, unless asked for more than is needed anywhere here.
            let (left, right) = (in_csv.parse::<f64>().unwrap(), number.as_f64().unwrap());
            (left - right).abs() <= left.abs() * f64::EPSILON
        }
        serde_json::Value::Number(number) => in_csv == number.to_string(),
        serde_json::Value::String(text) => same_text(in_csv, text),
        _ => false,
    }
}

proptest! {
    #[test]
    fn a_csv_reads_back_as_the_rows_it_was_written_from(
        origin in any_origin(),
        batches in prop::collection::vec(any_batch(), 0..8),
    ) {
        let read = read_csv(&written(Format::Csv, &origin, &batches, &Options::default()));
        let kiosks = [(&origin, batches.as_slice())];
        let rows: Vec<Row<'_>> = rows(&kiosks, &Options::default()).collect();
        prop_assert_eq!(&read[0], &COLUMNS);
        prop_assert_eq!(read.len() - 1, rows.len());
        for (line, row) in read[1..].iter().zip(&rows) {
            let cell = |name: &str| &line[COLUMNS.iter().position(|&column| column == name).unwrap()];
            for (name, text) in [
                ("organisation", &row.organisation),
                ("site", &row.site),
                ("pack", &row.pack),
                ("item", &row.item),
                ("item_hash", &row.item_hash),
                ("histogram", &row.histogram),
                ("cohort", &row.cohort),
                ("response", &row.response),
                ("config_hash", &row.config_hash),
            ] {
                prop_assert!(same_text(cell(name), text), "{}: {:?} and {:?}", name, cell(name), text);
            }
            prop_assert_eq!(cell("schema_version").parse(), Ok(row.schema_version));
            prop_assert_eq!(cell("kiosk").parse(), Ok(row.kiosk));
            prop_assert_eq!(cell("cut_week").parse(), Ok(row.cut_week));
            prop_assert_eq!(cell("batch").parse(), Ok(row.batch));
            prop_assert_eq!(cell("cell_count").parse(), Ok(row.cell_count));
            prop_assert_eq!(cell("n").parse(), Ok(row.n));
            prop_assert_eq!(cell("mechanism"), row.mechanism);
            prop_assert_eq!(cell("epsilon").parse().ok(), row.epsilon);
            prop_assert_eq!(cell("cell_variance").parse(), Ok(row.cell_variance));
            prop_assert_eq!(cell("bursts").parse(), Ok(row.bursts));
            prop_assert_eq!(cell("simulated").parse(), Ok(row.simulated));
        }
    }

    #[test]
    fn json_and_csv_carry_the_same_columns_and_values(
        origin in any_origin(),
        batches in prop::collection::vec(any_batch(), 1..8),
    ) {
        let csv = read_csv(&written(Format::Csv, &origin, &batches, &Options::default()));
        let json = json_cells(&written(Format::Json, &origin, &batches, &Options::default()));
        prop_assert_eq!(csv.len() - 1, json.len());
        for (line, cell) in csv[1..].iter().zip(&json) {
            prop_assert_eq!(cell.len(), COLUMNS.len());
            for (column, in_csv) in COLUMNS.iter().zip(line) {
                prop_assert!(same(in_csv, &cell[*column]), "{}: {:?} and {:?}", column, in_csv, cell[*column]);
            }
        }
    }

    #[test]
    fn files_are_the_same_bytes_whatever_order_the_batches_come_in(
        (batches, shuffled) in prop::collection::vec(any_batch(), 0..12)
            .prop_flat_map(|batches| (Just(batches.clone()), Just(batches).prop_shuffle())),
    ) {
        for format in [Format::Csv, Format::Json] {
            let options = Options::default();
            prop_assert_eq!(
                written(format, &origin(), &batches, &options),
                written(format, &origin(), &shuffled, &options)
            );
        }
        prop_assert_eq!(parquet(&origin(), &batches), parquet(&origin(), &shuffled));
    }

    #[test]
    fn parquet_reads_back_as_the_rows_it_was_written_from(
        origin in any_origin(),
        batches in prop::collection::vec(any_batch(), 0..8),
    ) {
        let read = read_parquet(&parquet(&origin, &batches));
        let kiosks = [(&origin, batches.as_slice())];
        let rows = rows(&kiosks, &Options::default()).map(|row| serde_json::to_value(row).unwrap());
        prop_assert_eq!(read, rows.collect::<Vec<_>>());
    }

    #[test]
    fn rows_are_sorted_by_what_their_columns_say(batches in prop::collection::vec(any_batch(), 0..12)) {
        let read = read_csv(&written(Format::Csv, &origin(), &batches, &Options::default()));
        // Apostrophes come before letters and digits but are no part of an id.
        let key = |line: &Vec<String>| -> Vec<String> {
            [4, 5, 7, 8, 9].map(|column: usize| line[column].trim_start_matches('\'').to_owned()).to_vec()
        };
        prop_assert!(read[1..].is_sorted_by_key(key));
    }

    #[test]
    fn no_cell_begins_like_a_formula_unless_it_is_a_number(
        origin in any_origin(),
        batches in prop::collection::vec(any_batch(), 1..8),
    ) {
        let text = written(Format::Csv, &origin, &batches, &Options::default());
        for cell in read_csv(&text).iter().flatten() {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            prop_assert!(!formula || cell.parse::<f64>().is_ok(), "{:?}", cell);
        }
    }
}
