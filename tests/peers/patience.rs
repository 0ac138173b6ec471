//! Lakes behind servers that are busy and lines that break: the same comes of it, as long as it passes.

use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use listening_post::fleet::compact;
use listening_post::sync::{Cloud, Destination, Honours, Patience, Patient, Put, Shelf};

use crate::common::{Kiosk, Ran};
use crate::place::{LAKE, READINGS, WANTED, files, filled_s3, filled_webdav, s3, webdav, went_well};
use crate::server::{Fault, Proxy};
use crate::sync::{moto_bucket, settings};

macro_rules! answers {
    ($status:literal) => {
        Fault::Answers(concat!("HTTP/1.1 ", $status, "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
    };
}

const HARM: [Fault; 5] = [
    answers!("503 Slow Down"),
    answers!("500 Internal Server Error"),
    Fault::LosesAnswerAfter(0),
    Fault::LosesAnswerAfter(40),
    Fault::CutsRequestAfter(100),
];

/// As a desk has it, though no time passes.
fn patient(place: Cloud) -> Patient<'static, Cloud> {
    let (first, longest) = (Duration::from_secs(1), Duration::from_secs(30));
    Patient { place, patience: Patience { attempts: 5, first, longest, pause: &|_| {} } }
}

/// Does this to one of so many requests, as many as there are.
fn one_of(many: usize, proxy: &Proxy, fault: Fault) {
    let mut line = vec![None; many];
    line[many - 1] = Some(fault);
    proxy.will(&line.repeat(10_000));
}

const SAVE: &str = "for o in s3.list_objects_v2(Bucket='lake')['Contents']:\n  \
                    s3.copy_object(Bucket='lake', CopySource={'Bucket': 'lake', 'Key': o['Key']}, Key='before/' + o['Key'])";
const RESTORE: &str = "for o in s3.list_objects_v2(Bucket='lake')['Contents']:\n  \
                       if not o['Key'].startswith('before/'): s3.delete_object(Bucket='lake', Key=o['Key'])\n\
                       for o in s3.list_objects_v2(Bucket='lake')['Contents']:\n  \
                       s3.copy_object(Bucket='lake', CopySource={'Bucket': 'lake', 'Key': o['Key']}, Key=o['Key'].removeprefix('before/'))";
const THERE: &str = "print(*[(o['Key'], o['ETag']) for o in s3.list_objects_v2(Bucket='lake', Prefix='listening/')['Contents']], sep='\\n')";

#[test]
fn where_every_fourth_request_fails_all_is_read_and_compacted_as_by_a_good_server() {
    let server = filled_s3(4);
    moto_bucket(server.port, SAVE);
    let good = s3(server.port);
    let read = |place: &dyn Shelf| READINGS.map(|reading| reading(place).unwrap());
    let as_sent = read(&good);
    let done = compact(&good, &good, &WANTED, &|_, _| {});
    assert!(done.trouble.is_none() && done.weeks.len() == 3, "{done:?}");
    let (there, compacted) = (moto_bucket(server.port, THERE), read(&good));
    let proxy = Proxy::before(server.port);
    let place = patient(s3(proxy.port));
    for fault in HARM {
        moto_bucket(server.port, RESTORE);
        one_of(4, &proxy, fault);
        assert_eq!(read(&place), as_sent, "{fault:?}");
        let again = compact(&place, &place, &WANTED, &|_, _| {});
        assert_eq!((again.trouble, again.findings), (None, vec![]), "{fault:?}");
        assert_eq!(again.weeks, done.weeks, "{fault:?}");
        assert_eq!(moto_bucket(server.port, THERE), there, "{fault:?}");
        assert_eq!(read(&place), compacted, "{fault:?}");
    }
    assert!(proxy.seen.load(Ordering::Relaxed) > 500, "{:?}", proxy.seen);
}

#[test]
fn where_every_fourth_request_to_a_webdav_server_fails_all_is_read_and_compacted_too() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    std::fs::create_dir(&root).unwrap();
    let server = filled_webdav(&root, 4);
    let proxy = Proxy::before(server.port);
    let place = patient(webdav(proxy.port));
    let as_sent = READINGS.map(|reading| reading(&place).unwrap());
    for (fault, reading) in HARM.iter().zip(READINGS.iter().cycle()) {
        one_of(4, &proxy, *fault);
        assert!(as_sent.contains(&reading(&place).unwrap()), "{fault:?}");
    }
    // A file in a folder that is not there is nine requests, and begins anew with each that fails.
    one_of(6, &proxy, Fault::LosesAnswerAfter(0));
    let done = compact(&place, &place, &WANTED, &|_, _| {});
    assert!(done.trouble.is_none() && done.findings.is_empty(), "{done:?}");
    let written: Vec<usize> = done.weeks.iter().map(|week| week.files.len()).collect();
    assert_eq!((written, files(&root).len()), (vec![1, 1, 1], 3 + 2 + 1));
}

#[test]
fn a_store_that_is_always_busy_is_asked_five_times_and_one_that_refuses_once() {
    let pauses = Mutex::new(Vec::new());
    let pause = |pause| pauses.lock().unwrap().push(pause);
    let (first, longest) = (Duration::from_secs(1), Duration::from_secs(30));
    for (fault, asked, told) in [
        (answers!("503 Slow Down"), 5, "503"),
        (answers!("403 Forbidden"), 1, "403"),
        (answers!("401 Unauthorized"), 1, "401"),
    ] {
        let proxy = Proxy::before(1);
        proxy.will(&[Some(fault); 50]);
        let patience = Patience { attempts: 5, first, longest, pause: &pause };
        let place = Patient { place: s3(proxy.port), patience };
        let mut before = 0;
        let mut once = |trouble: Option<String>| {
            let seen = proxy.seen.load(Ordering::Relaxed);
            assert!(trouble.as_ref().is_some_and(|words| words.contains(told)), "{fault:?}: {trouble:?}");
            assert_eq!(seen - before, asked, "{fault:?}: {trouble:?}");
            before = seen;
        };
        for reading in READINGS {
            once(reading(&place).err().map(|trouble| trouble.to_string()));
        }
        once(compact(&place, &place, &WANTED, &|_, _| {}).trouble.map(|trouble| trouble.to_string()));
    }
    let pauses = pauses.into_inner().unwrap();
    assert_eq!(pauses.len(), 4 * 4);
    assert!(
        pauses.iter().zip([1, 2, 4, 8].iter().cycle()).all(|(pause, most)| pause.as_secs_f64() <= f64::from(*most))
    );
}

#[test]
fn a_file_whose_answer_was_lost_was_written() {
    let server = filled_s3(1);
    let proxy = Proxy::before(server.port);
    let mut place = patient(s3(proxy.port));
    let put = |place: &Patient<'_, Cloud>, name: &str| place.create(name, b"round", Timestamp::UNIX_EPOCH);
    // It is looked for, written, and read back; what is lost is the answer to the second.
    proxy.will(&[None, Some(Fault::LosesAnswerAfter(0))]);
    assert_eq!(put(&place, "a"), Ok(Put::Written));
    assert_eq!(put(&place, "a"), Ok(Put::Same));
    place.trust(Honours::Condition);
    proxy.will(&[Some(Fault::LosesAnswerAfter(0))]);
    assert_eq!(put(&place, "b"), Ok(Put::Written));
    assert_eq!((put(&place, "b"), place.read("b", 9)), (Ok(Put::Same), Ok(Some(b"round".to_vec()))));
    // One that was taken away is away.
    proxy.will(&[Some(Fault::LosesAnswerAfter(0))]);
    assert_eq!((place.remove("b"), place.read("b", 9)), (Ok(()), Ok(None)));
}

#[test]
fn every_command_that_reads_or_compacts_a_lake_asks_again_and_none_asks_again_for_what_stays() {
    let server = filled_s3(2);
    let proxy = Proxy::before(server.port);
    let desk = Kiosk::new();
    let run = |arguments: &[&str]| {
        let mut command = desk.command();
        settings(&mut command, proxy.port);
        Ran::of(command.args(arguments))
    };
    for arguments in [
        &["report", "--json", "--source", LAKE][..],
        &["verify", LAKE],
        &["fleet", "status", LAKE],
        &["fleet", "compact", LAKE, "--older-than", "1"],
    ] {
        proxy.will(&[Some(answers!("403 Forbidden")); 9]);
        let before = proxy.seen.load(Ordering::Relaxed);
        let refused = run(arguments);
        assert!(refused.status == Some(1) && refused.err.contains("403"), "{arguments:?}: {}", refused.err);
        assert_eq!(proxy.seen.load(Ordering::Relaxed) - before, 1, "{arguments:?}");
        proxy.will(&[None, None, Some(answers!("503 Slow Down"))]);
        let done = run(arguments);
        assert!(went_well(&done) && !done.err.contains("503"), "{arguments:?}: {}{}", done.out, done.err);
    }
}

#[test]
fn a_store_that_says_how_long_to_wait_is_not_asked_before() {
    const WAIT: &str = "HTTP/1.1 503 Slow Down\r\nRetry-After: 20\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    const LONG: &str = "HTTP/1.1 429 Too Many\r\nRetry-After: 3600\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let pauses = Mutex::new(Vec::new());
    let pause = |pause: Duration| pauses.lock().unwrap().push(pause.as_secs());
    let (first, longest) = (Duration::from_secs(1), Duration::from_secs(30));
    let server = filled_s3(1);
    let proxy = Proxy::before(server.port);
    let place = Patient { place: s3(proxy.port), patience: Patience { attempts: 5, first, longest, pause: &pause } };
    proxy.will(&[Some(Fault::Answers(WAIT)), Some(answers!("503 Slow Down"))]);
    assert_eq!(place.read("nothing", 9), Ok(None));
    let waited = std::mem::take(&mut *pauses.lock().unwrap());
    assert!(waited.len() == 2 && waited[0] >= 20 && waited[1] < 20, "{waited:?}");
    proxy.will(&[Some(Fault::Answers(LONG)); 9]);
    let before = proxy.seen.load(Ordering::Relaxed);
    let trouble = place.read("nothing", 9).unwrap_err().to_string();
    assert!(trouble.contains("asks to wait for 3600 seconds"), "{trouble}");
    assert_eq!((proxy.seen.load(Ordering::Relaxed) - before, pauses.lock().unwrap().len()), (1, 0));
}
