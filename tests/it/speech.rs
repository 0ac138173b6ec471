//! Reading aloud through a real `speech-dispatcher`, through one that is not there, and through one that hangs up.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use listening_post::speech::{Address, Dispatcher, Rate, Utterance, Voice, Volume};
use listening_post::vocabulary::Language;
use zeroize::Zeroizing;

use crate::listener::Listener;

/// However slow the machine is, what has not come by then does not come.
const PATIENCE: Duration = Duration::from_mins(1);

fn wait(what: &str, is: impl Fn() -> bool) {
    let since = Instant::now();
    while !is() {
        assert!(since.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn utterance(text: &str) -> Utterance {
    let (language, rate, volume) = (Language::from("de"), Rate::Fast, Volume::of(30));
    Utterance { text: Zeroizing::new(text.to_owned()), language, rate, volume }
}

/// The folders of programs that this process has started and not ended.
fn folders() -> Vec<PathBuf> {
    let below = std::env::var_os("XDG_RUNTIME_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let ours = format!("listening-post-speech-{}-", std::process::id());
    let entries = std::fs::read_dir(below).unwrap().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.to_string_lossy().contains(&ours)).collect()
}

#[test]
fn the_speech_dispatcher_of_this_system_is_found_takes_words_and_is_gone_when_they_are_to_be_forgotten() {
    let voice = Dispatcher::new(Address::Own("speech-dispatcher".into()));
    wait("speech-dispatcher is one of the packages that ./test installs", || voice.is_available());
    voice.say(utterance("Espresso läuft fünfundzwanzig Sekunden."));
    wait("it runs while somebody listens", || folders().iter().any(|folder| folder.join("socket").exists()));
    for entry in folders().iter().flat_map(|folder| std::fs::read_dir(folder).unwrap().flatten()) {
        let logged = std::fs::read(entry.path()).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&logged).contains("Espresso"), "{} has the words", entry.path().display());
    }
    assert!(voice.is_available());
    voice.forget();
    wait("nothing of it is left", || folders().is_empty());
}

#[test]
fn a_speech_dispatcher_that_does_not_end_when_asked_to_is_ended_with_its_voices() {
    let folder = tempfile::tempdir().unwrap();
    // It listens like the real one, has a voice that runs as a program of its own, and neither heeds a polite request.
    let stubborn = folder.path().join("stubborn");
    let script = r#"#!/usr/bin/python3
import os, signal, socket, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    open(__file__ + ".voice", "w").write(str(os.getpid()))
    time.sleep(600)
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[sys.argv.index("--socket-path") + 1])
server.listen()
while True:
    client, _ = server.accept()
    for line in client.makefile():
        client.sendall(b"200 OK\r\n")
"#;
    std::fs::write(&stubborn, script).unwrap();
    std::fs::set_permissions(&stubborn, std::fs::Permissions::from_mode(0o755)).unwrap();
    let voice = Dispatcher::new(Address::Own(stubborn.clone()));
    wait("it is found", || voice.is_available());
    voice.forget();
    drop(voice);
    assert!(folders().is_empty());
    let pid = std::fs::read_to_string(stubborn.with_extension("voice")).unwrap();
    // Ended, a process may still wait to be collected by whoever inherited it.
    let status = || std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    wait("its voice has ended too", || status().is_empty() || status().contains("State:\tZ"));
}

#[test]
fn without_a_speech_dispatcher_there_is_no_voice_and_nobody_waits() {
    let voice = Dispatcher::new(Address::Own("/nowhere/speech-dispatcher".into()));
    voice.say(utterance("Hallo"));
    voice.hush();
    // Dropped, it has done all of it.
    let before = voice.is_available();
    drop(voice);
    assert!(!before);
}

#[test]
fn a_speech_dispatcher_that_others_run_is_spoken_to_and_missed_when_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let listener = Listener::start(&folder.path().join("socket"));
    let voice = Dispatcher::new(Address::Shared(folder.path().join("socket")));
    wait("it is found", || voice.is_available());
    voice.say(utterance("Guten Tag"));
    wait("it was said", || listener.heard() == ["Guten Tag"]);
    assert!(listener.commands().contains(&"SET SELF LANGUAGE de".to_owned()));
    assert!(listener.commands().contains(&"SET SELF RATE 45".to_owned()));
    assert!(listener.commands().contains(&"SET SELF VOLUME -40".to_owned()));
    listener.hang_up();
    voice.say(utterance("Noch da?"));
    wait("it is missed", || !voice.is_available());
}
