//! Uploads that are cut off on their way to a server that keeps what had come of them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::common::{Kiosk, Ran};
use crate::place::files;
use crate::server::{Fault, Proxy, Server};
use crate::sync::{hr, kiosk, outcome, reader, send_to, sign};

/// No request is of this.
const NONE: &str = "NONE";

/// The folder of a `WebDAV` server, the server, and a line to it.
fn line(folder: &Path) -> (PathBuf, Server, Proxy) {
    let root = folder.join("root");
    fs::create_dir(&root).unwrap();
    let server = Server::webdav(&root);
    let proxy = Proxy::before(server.port);
    (root, server, proxy)
}

fn credentials(kiosk: &Kiosk) -> String {
    let file = kiosk.write("webdav.env", "HTTP_USER=kiosk\nHTTP_PASSWORD=open sesame\n");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    file.to_str().unwrap().to_owned()
}

/// The length of the first file with this ending.
fn length(root: &Path, ending: &str) -> Option<usize> {
    let bytes = files(root).into_iter().find(|(path, _)| path.to_str().unwrap().ends_with(ending));
    bytes.map(|(_, bytes)| bytes.len())
}

#[track_caller]
fn trouble(ran: &Ran) -> String {
    let told = outcome(ran);
    assert_eq!(ran.status, Some(1), "{told}");
    told["trouble"].as_str().unwrap().to_owned()
}

#[test]
fn a_round_of_which_a_server_kept_the_beginning_is_sent_again_and_is_no_alarm() {
    let folder = tempfile::tempdir().unwrap();
    let (root, _server, proxy) = line(folder.path());
    let kiosk = kiosk(2, "file:///unused");
    let credentials = credentials(&kiosk);
    send_to(&kiosk, &format!("http://127.0.0.1:{}/\"\ncredentials = \"{credentials}", proxy.port));
    // What is put first is refused, for there is no folder for it, and put again once there is.
    for (spared, after, kept) in [(1, 200, "200"), (0, 0, "0")] {
        proxy.always("PUT /cells", spared, Fault::CutsPutAfter(after));
        let told = trouble(&kiosk.run(&["sync", "--json"]));
        assert!(!told.contains("with other bytes"), "{told}");
        let half = length(&root, ".parquet").unwrap();
        assert!(half <= after && length(&root, ".sig").is_none(), "{kept}: {half}");
    }
    proxy.always(NONE, 0, Fault::WrongEtag);
    let sent = kiosk.run(&["sync", "--json"]);
    let told = outcome(&sent);
    assert_eq!((&told["trouble"], &told["written"]), (&serde_json::Value::Null, &2.into()), "{told} {}", sent.err);
    kiosk.done(&["verify", root.to_str().unwrap()]);

    // A signature that was cut off is no alarm either.
    let signatures = || files(&root).into_keys().filter(|path| path.extension().is_some_and(|end| end == "sig"));
    let newest = signatures().next_back().unwrap();
    fs::remove_file(&newest).unwrap();
    let first = signatures().next().unwrap();
    fs::write(&first, &fs::read(&first).unwrap()[..9]).unwrap();
    let sent = kiosk.run(&["sync", "--json"]);
    assert_eq!((sent.status, &outcome(&sent)["emptied"]), (Some(0), &true.into()), "{}{}", sent.out, sent.err);
    kiosk.done(&["verify", root.to_str().unwrap()]);

    // But once a round is signed, half of it is what somebody made of it.
    fs::remove_file(&newest).unwrap();
    let cells = first.with_extension("");
    fs::write(&cells, &fs::read(&cells).unwrap()[..200]).unwrap();
    let told = trouble(&kiosk.run(&["sync", "--json"]));
    assert!(told.contains("with other bytes"), "{told}");
}

#[test]
fn an_edition_that_was_cut_off_where_it_was_published_is_published_by_saying_so_again() {
    let folder = tempfile::tempdir().unwrap();
    let (root, server, proxy) = line(folder.path());
    let (hr, key, signed) = hr();
    sign(&hr, &signed, "First");
    let credentials = credentials(&hr);
    let url = |port: u16| format!("http://127.0.0.1:{port}/");
    let publish = |port: u16| {
        hr.run(&["content", "publish", "--from", &signed, "--to", &url(port), "--credentials", &credentials])
    };
    for (asked, spared) in
        [("PUT /content/v1/files", 1), ("PUT /content/v1/00000001.json H", 0), ("PUT /content/v1/00000001.json.sig", 0)]
    {
        proxy.always(asked, spared, Fault::CutsPutAfter(20));
        let cut = publish(proxy.port);
        assert!(cut.status == Some(1) && !cut.err.contains("somebody else"), "{asked}: {}{}", cut.out, cut.err);
    }
    let published = publish(server.port);
    assert!(published.out.contains("edition 1 published."), "{}{}", published.out, published.err);

    // What is harmed or lost later is put again, and only that.
    let harmed = files(&root.join("content/v1/files")).into_keys().next().unwrap();
    let harms: [fn(&Path) -> std::io::Result<()>; 2] = [|path| fs::remove_file(path), |path| fs::write(path, "harmed")];
    for harm in harms {
        harm(&harmed).unwrap();
        let mended = publish(server.port);
        assert!(mended.out.contains("edition 1 is there; 1 file of"), "{}{}", mended.out, mended.err);
    }
    assert!(publish(server.port).out.contains("edition 1 is there."));
    let kiosk = reader(&key, &url(server.port), &format!("credentials = \"{credentials}\""));
    let pulled = kiosk.run(&["sync"]);
    assert!(
        pulled.status == Some(0) && pulled.out.contains("edition 1 of the content"),
        "{}{}",
        pulled.out,
        pulled.err
    );
}
