//! SSIP, the protocol of `speech-dispatcher`: lines of text, each answered by a line that begins with a number.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};

use zeroize::Zeroizing;

use super::Utterance;

/// Who speaks, as a user of `speech-dispatcher` sees it: user, program, part of it.
const NAME: &str = "kiosk:listening-post:screen";

/// Why nothing is heard. What was to be said is in none of them.
#[derive(Debug, thiserror::Error)]
pub enum SpeechError {
    /// It is not installed, or may not be started.
    #[error("could not start speech-dispatcher")]
    Start(#[source] io::Error),
    /// It did not get as far as listening; mostly because there is no sound card it may use.
    #[error("speech-dispatcher has started and ended again: is there a sound card, and a voice?")]
    Ended,
    /// It takes no connection, or has gone.
    #[error("could not talk to speech-dispatcher")]
    Talk(#[from] io::Error),
    /// It answered something else than that it has done so.
    #[error("speech-dispatcher answered {0} to {1}")]
    Refused(u16, &'static str),
}

/// A conversation with `speech-dispatcher` over a connection that stands.
pub struct Conversation<S: Read + Write> {
    stream: BufReader<S>,
    /// What was set last, and need not be set again.
    language: String,
    rate: Option<i8>,
    volume: Option<i8>,
}

impl<S: Read + Write> Conversation<S> {
    /// Introduces the kiosk.
    ///
    /// # Errors
    /// [`SpeechError`] when there is nobody there who speaks SSIP.
    pub fn open(stream: S) -> Result<Self, SpeechError> {
        let mut conversation =
            Self { stream: BufReader::new(stream), language: String::new(), rate: None, volume: None };
        conversation.command("SET SELF CLIENT_NAME", NAME)?;
        // Signs inside a sentence are pauses and not words.
        conversation.command("SET SELF PUNCTUATION", "none")?;
        Ok(conversation)
    }

    /// Says this instead of what is being said.
    ///
    /// # Errors
    /// [`SpeechError`] when it was not taken.
    pub fn say(&mut self, utterance: &Utterance) -> Result<(), SpeechError> {
        self.hush()?;
        let language = utterance.language.as_str();
        if self.language != language {
            self.command("SET SELF LANGUAGE", language)?;
            language.clone_into(&mut self.language);
        }
        let rate = utterance.rate.ssip();
        if self.rate != Some(rate) {
            self.command("SET SELF RATE", &rate.to_string())?;
            self.rate = Some(rate);
        }
        let volume = utterance.volume.ssip();
        if self.volume != Some(volume) {
            self.command("SET SELF VOLUME", &volume.to_string())?;
            self.volume = Some(volume);
        }
        self.command("SPEAK", "")?;
        let stream = self.stream.get_mut();
        stream.write_all(stuffed(&utterance.text).as_bytes())?;
        stream.flush()?;
        self.answer("SPEAK")
    }

    /// Stops what is being said, and takes back what was to be said.
    ///
    /// # Errors
    /// [`SpeechError`] when the connection is gone.
    pub fn hush(&mut self) -> Result<(), SpeechError> {
        self.command("CANCEL SELF", "")
    }

    fn command(&mut self, command: &'static str, argument: &str) -> Result<(), SpeechError> {
        let gap = if argument.is_empty() { "" } else { " " };
        let stream = self.stream.get_mut();
        stream.write_all(format!("{command}{gap}{argument}\r\n").as_bytes())?;
        stream.flush()?;
        self.answer(command)
    }

    /// Reads an answer to its last line, which has a space after its number and not a hyphen.
    fn answer(&mut self, to: &'static str) -> Result<(), SpeechError> {
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(SpeechError::Talk(io::ErrorKind::UnexpectedEof.into()));
            }
            let code = line.get(..3).and_then(|code| code.parse().ok()).unwrap_or(0);
            match line.as_bytes().get(3) {
                Some(b'-') => {}
                _ if (200..300).contains(&code) => return Ok(()),
                _ => return Err(SpeechError::Refused(code, to)),
            }
        }
    }
}

/// The text as it is sent: no line begins with a lone dot, which would end it, and a dot alone ends it.
fn stuffed(text: &str) -> Zeroizing<String> {
    // Room for everything from the start: a string that grows leaves copies behind.
    let mut lines = Zeroizing::new(String::with_capacity(2 * text.len() + 8));
    for line in text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()) {
        let dot = if line.starts_with('.') { "." } else { "" };
        let _ = write!(lines, "{dot}{line}\r\n");
    }
    lines.push_str(".\r\n");
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::{Rate, Volume};
    use crate::vocabulary::Language;

    /// Somebody who has their answers ready and keeps what they hear.
    struct Ready {
        answers: io::Cursor<Vec<u8>>,
        heard: Vec<u8>,
    }

    impl Read for Ready {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.answers.read(buffer)
        }
    }

    impl Write for Ready {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.heard.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn ready(answers: &str) -> Ready {
        Ready { answers: io::Cursor::new(answers.as_bytes().to_vec()), heard: Vec::new() }
    }

    fn utterance(text: &str) -> Utterance {
        let (language, rate, volume) = (Language::from("de"), Rate::Slow, Volume::of(80));
        Utterance { text: Zeroizing::new(text.to_owned()), language, rate, volume }
    }

    const SPOKEN: &str = "213 OK\r\n201 OK\r\n203 OK\r\n218 OK\r\n230 OK\r\n225-7\r\n225 OK\r\n";

    #[test]
    fn language_rate_and_volume_are_set_once_and_a_text_cannot_end_itself() {
        let opened = format!("208 OK\r\n205 OK\r\n{SPOKEN}213 OK\r\n230 OK\r\n225-8\r\n225 OK\r\n");
        let mut conversation = Conversation::open(ready(&opened)).unwrap();
        conversation.say(&utterance("Wie war es?\n.\r\nQUIT\n..\n\n")).unwrap();
        conversation.say(&utterance("Gut")).unwrap();
        let heard = String::from_utf8(conversation.stream.into_inner().heard).unwrap();
        expect_test::expect![[r#"
            SET SELF CLIENT_NAME kiosk:listening-post:screen
            SET SELF PUNCTUATION none
            CANCEL SELF
            SET SELF LANGUAGE de
            SET SELF RATE -40
            SET SELF VOLUME 60
            SPEAK
            Wie war es?
            ..
            QUIT
            ...
            .
            CANCEL SELF
            SPEAK
            Gut
            .
        "#]]
        .assert_eq(&heard.replace("\r\n", "\n"));
    }

    #[test]
    fn a_refusal_names_the_command_and_never_the_words() {
        let answers =
            "208 OK\r\n205 OK\r\n213 OK\r\n201 OK\r\n203 OK\r\n218 OK\r\n230 OK\r\n301 ERR COULD NOT SPEAK geheim\r\n";
        let mut conversation = Conversation::open(ready(answers)).unwrap();
        let refused = conversation.say(&utterance("geheim")).unwrap_err();
        assert_eq!(refused.to_string(), "speech-dispatcher answered 301 to SPEAK");
        assert!(!format!("{refused:?} {:?}", utterance("geheim")).contains("geheim"));
    }

    #[test]
    fn whoever_hangs_up_is_noticed() {
        assert!(matches!(Conversation::open(ready("208 OK\r\n")), Err(SpeechError::Talk(_))));
        assert!(matches!(Conversation::open(ready("HTTP/1.1 400\r\n")), Err(SpeechError::Refused(0, _))));
    }
}
