//! Somebody in the place of `speech-dispatcher`, who remembers what there was to say.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

#[derive(Default)]
struct Memory {
    heard: Vec<String>,
    commands: Vec<String>,
    connections: Vec<UnixStream>,
}

/// A socket at which SSIP is spoken.
pub struct Listener {
    path: PathBuf,
    memory: Arc<Mutex<Memory>>,
}

impl Listener {
    pub fn start(path: &Path) -> Self {
        let socket = UnixListener::bind(path).unwrap();
        let memory = Arc::<Mutex<Memory>>::default();
        let shared = Arc::clone(&memory);
        std::thread::spawn(move || {
            for stream in socket.incoming().map_while(Result::ok) {
                shared.lock().unwrap().connections.push(stream.try_clone().unwrap());
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || converse(stream, &shared));
            }
        });
        Self { path: path.to_owned(), memory }
    }

    /// All that was to be said so far.
    pub fn heard(&self) -> Vec<String> {
        self.memory.lock().unwrap().heard.clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.memory.lock().unwrap().commands.clone()
    }

    /// Talks to nobody any more.
    pub fn hang_up(&self) {
        std::fs::remove_file(&self.path).unwrap();
        for connection in self.memory.lock().unwrap().connections.drain(..) {
            let _ = connection.shutdown(std::net::Shutdown::Both);
        }
    }
}

/// Answers one program until it has gone.
fn converse(stream: UnixStream, memory: &Mutex<Memory>) {
    let mut answers = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    while let Some(line) = lines.next() {
        let answer = if line == "SPEAK" {
            let _ = answers.write_all(b"230 OK RECEIVING DATA\r\n");
            let words: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
            memory.lock().unwrap().heard.push(words.join("\n"));
            "225-1\r\n225 OK MESSAGE QUEUED\r\n"
        } else {
            memory.lock().unwrap().commands.push(line);
            "200 OK\r\n"
        };
        if answers.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}
