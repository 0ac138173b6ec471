//! A lake in an object store: compacted there, checked there and read there, on a line that does harm.

use listening_post::fleet::compact;

use crate::common::{Kiosk, Ran};
use crate::place::{LAKE, WANTED, s3};
use crate::server::{Fault, Proxy, Server};
use crate::sync::{CREATE, LIST, kiosk, moto_bucket, settings, sync};

fn run(kiosk: &Kiosk, port: u16, arguments: &[&str]) -> Ran {
    let mut command = kiosk.command();
    settings(&mut command, port);
    Ran::of(command.args(arguments))
}

#[test]
fn a_store_is_compacted_on_a_line_that_breaks_at_any_request_and_reads_as_before() {
    let server = Server::moto();
    moto_bucket(server.port, CREATE);
    let kiosk = kiosk(5, LAKE);
    sync(&kiosk, server.port);
    let told = |arguments: &[&str]| run(&kiosk, server.port, arguments);
    let report = ["--json", "report", "--source", LAKE];
    let status = ["--json", "fleet", "status", LAKE];
    let verify = ["fleet", "verify", LAKE];
    let before = [told(&report), told(&status), told(&verify)];
    assert!(before[0].status == Some(0) && before[0].out.contains("\"difficulty\""), "{:?}", before[0]);
    assert!(before[2].status == Some(0) && before[2].out.contains("2026-W06"), "{:?}", before[2]);

    let proxy = Proxy::before(server.port);
    let broken = s3(proxy.port);
    let busy = Fault::Answers("HTTP/1.1 503 Slow Down\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    let harm = [Fault::LosesAnswerAfter(0), busy, Fault::CutsRequestAfter(400), Fault::LosesAnswerAfter(300)];
    let mut failed = 0;
    // Each time one request later, with what the time before has left; without patience, so that each ends it.
    for requests in 0.. {
        let mut line = vec![None; requests];
        line.push(Some(harm[requests % harm.len()]));
        proxy.will(&line);
        let done = compact(&broken, &broken, &WANTED, &|_, _| {});
        assert_eq!([told(&report), told(&status), told(&verify)], before, "{requests}: {done:?}");
        assert_eq!(done.findings, [], "{requests}");
        if done.trouble.is_none() {
            break;
        }
        failed += 1;
    }
    assert!(failed > 10, "there were requests to break: {failed}");
    let objects = moto_bucket(server.port, LIST);
    let many = |end: &str| objects.lines().filter(|key| key.ends_with(end)).count();
    assert_eq!((many(".rounds.parquet"), many(".parquet"), many(".sig")), (4, 5, 1), "{objects}");

    // The kiosk does not notice, and goes on.
    let compact = ["fleet", "compact", LAKE, "--older-than", "1"];
    kiosk.release("2026-02-16T05:00");
    let sent = sync(&kiosk, server.port);
    assert!(sent.out.contains("\"written\": 1"), "{}", sent.out);
    let ran = run(&kiosk, server.port, &compact);
    assert!(ran.status == Some(0) && ran.out.contains("2026-W06: 1 round put together"), "{}{}", ran.out, ran.err);

    // A compacted file that somebody changes is named.
    let change = "k = sorted(o['Key'] for o in s3.list_objects_v2(Bucket='lake')['Contents'] if '/compacted/' in o['Key'])[0]\n\
                  b = bytearray(s3.get_object(Bucket='lake', Key=k)['Body'].read())\nb[60] ^= 1\n\
                  s3.put_object(Bucket='lake', Key=k, Body=bytes(b))\nprint(k)";
    let key = moto_bucket(server.port, change);
    for arguments in [&report[..], &verify, &compact] {
        let ran = told(arguments);
        let said = format!("{}{}", ran.out, ran.err);
        let name = key.trim().strip_prefix("listening/").unwrap();
        assert!(ran.status == Some(1) && said.contains("altered") && said.contains(name), "{said}");
    }
}
