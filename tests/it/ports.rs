//! "Nothing listens on any port, ever", asked of the system about a running program.

use std::collections::BTreeSet;
use std::fs;
use std::net::{TcpListener, UdpSocket};
use std::process::{Child, Command, Stdio};

use crate::desk::{Desk, text};

/// What the system calls a TCP socket that listens, and a UDP socket that takes from anybody: `linux/include/net/tcp_states.h`.
const LISTEN: &str = "0A";
const UNCONNECTED: &str = "07";

/// The sockets of a process, by their inodes.
fn sockets(process: u32) -> BTreeSet<String> {
    let files = fs::read_dir(format!("/proc/{process}/fd")).unwrap().flatten();
    let links = files.filter_map(|file| fs::read_link(file.path()).ok());
    let inode = |link: &str| Some(link.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned());
    links.filter_map(|link| inode(link.to_str()?)).collect()
}

/// The sockets among these at which anybody can knock.
fn open_to_anybody(process: u32, sockets: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (table, state) in [("tcp", LISTEN), ("tcp6", LISTEN), ("udp", UNCONNECTED), ("udp6", UNCONNECTED)] {
        // Without IPv6 there is no table of it.
        let table = fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default();
        let rows = table.lines().skip(1).map(|row| row.split_whitespace().collect::<Vec<_>>());
        let knocked = rows.filter(|row| row[3] == state && sockets.contains(row[9]));
        found.extend(knocked.map(|row| row[1].to_owned()));
    }
    found
}

/// Ended with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_listens_is_found() {
    let (_tcp, _udp) = (TcpListener::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let own = std::process::id();
    assert!(open_to_anybody(own, &sockets(own)).len() >= 2);
}

#[test]
fn a_sync_that_a_server_keeps_waiting_has_a_line_to_it_and_listens_nowhere() {
    let desk = Desk::new("harbour-road", 60, "");
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let toml = desk.path("config/kiosk.toml");
    let kiosk = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, format!("{kiosk}\n[[destination]]\nurl = \"http://127.0.0.1:{port}/lake\"\n")).unwrap();
    desk.live(1, 8);
    let (config, data) = (desk.path("config"), desk.path("data"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_listening-post"));
    command.args(["--config", text(&config), "--data", text(&data), "sync"]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        command.env_remove(name);
    }
    let running = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    // It has connected, and waits for the answer for as long as this is held.
    let _line = server.accept().unwrap();
    let own = sockets(running.0.id());
    assert!(!own.is_empty());
    assert_eq!(open_to_anybody(running.0.id(), &own), Vec::<String>::new());
}
