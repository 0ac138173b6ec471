//! Servers that send whoever asks them elsewhere.

use std::sync::atomic::Ordering;

use crate::server::{Fault, Proxy};
use crate::sync::{kiosk, outcome, send_to, sync};

#[test]
fn nobody_is_followed_to_another_server_or_round_in_a_circle() {
    let kiosk = kiosk(1, "s3://lake");
    let (elsewhere, proxy) = (Proxy::before(1), Proxy::before(1));
    for url in ["s3://lake".to_owned(), format!("http://127.0.0.1:{}/lake", proxy.port)] {
        send_to(&kiosk, &url);
        for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
            for port in [elsewhere.port, proxy.port] {
                let answer = format!(
                    "HTTP/1.1 {status}\r\nLocation: http://127.0.0.1:{port}/lake\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                );
                proxy.will(&[Some(Fault::Answers(answer.leak())); 20]);
                let before = proxy.seen.load(Ordering::Relaxed);
                let ran = sync(&kiosk, proxy.port);
                let told = outcome(&ran)["trouble"].as_str().unwrap().to_owned();
                assert!(
                    ran.status == Some(1) && told.contains(&status[..3]) && told.contains("moved"),
                    "{url}: {told}"
                );
                assert_eq!(proxy.seen.load(Ordering::Relaxed) - before, 1, "{url} {status}: it was asked once");
            }
        }
    }
    assert_eq!(elsewhere.seen.load(Ordering::Relaxed), 0, "somebody was asked who is not named");
}
