//! A `speech-dispatcher` of the kiosk's own, and the thread that talks to it.
//!
//! The one that desktops share keeps whatever was said in a history that every program of the same user can ask for, and
//! in its log if it is told to. So the kiosk starts one when somebody turns speech on, in a folder of its own and with its
//! log turned down, and ends it when they have gone.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::{Conversation, SpeechError, Utterance, Voice};

/// Where `speech-dispatcher` looks for the one to talk to, and so does the kiosk if it is set.
const SHARED: &str = "SPEECHD_ADDRESS";
const PROGRAM: &str = "speech-dispatcher";
/// Starting takes half a second; on a slow machine, with a sound server that has to wake up, several.
const PATIENCE: Duration = Duration::from_secs(8);
/// How often it is looked whether it has started.
const LOOK: Duration = Duration::from_millis(50);
/// A sound card may come with its headset, and a package may be installed while the kiosk runs.
const RETRY: Duration = Duration::from_mins(5);
/// Nobody waits for an answer longer than this.
const ANSWER: Duration = Duration::from_secs(4);
/// So long it may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(2);

/// How many were started by this process.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// Which `speech-dispatcher` to talk to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// One of the kiosk's own: this program, started while somebody listens.
    Own(PathBuf),
    /// One that others run, by its socket.
    Shared(PathBuf),
}

impl Address {
    /// What `SPEECHD_ADDRESS` names, or else the program on the search path.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let shared = std::env::var(SHARED).ok();
        match shared.as_deref().and_then(|address| address.strip_prefix("unix_socket:")) {
            Some(socket) => Self::Shared(socket.into()),
            None => Self::Own(PROGRAM.into()),
        }
    }
}

enum Order {
    Say(Utterance),
    Hush,
    Forget,
}

/// A voice through `speech-dispatcher`. Nothing here makes the screen wait.
pub struct Dispatcher {
    /// Nothing once it is being dropped.
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
    available: Arc<AtomicBool>,
}

impl Dispatcher {
    /// Looks for a voice, beside the screen; none is there before it was found.
    #[must_use]
    pub fn new(address: Address) -> Self {
        let (orders, taken) = channel();
        let available = Arc::new(AtomicBool::new(false));
        let found = Arc::clone(&available);
        // Without a thread there is no voice, which is what `available` says.
        let thread =
            thread::Builder::new().name("speech".into()).spawn(move || Speaker { address, found }.work(&taken));
        Self { orders: Some(orders), thread: thread.ok(), available }
    }

    fn order(&self, order: Order) {
        // A thread that has ended says nothing.
        let _ = self.orders.as_ref().map(|orders| orders.send(order));
    }
}

impl Drop for Dispatcher {
    fn drop(&mut self) {
        // Hung up on, the thread ends the program it started.
        self.orders = None;
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Voice for Dispatcher {
    fn is_available(&self) -> bool {
        self.available.load(Ordering::Relaxed)
    }

    fn say(&self, utterance: Utterance) {
        self.order(Order::Say(utterance));
    }

    fn hush(&self) {
        self.order(Order::Hush);
    }

    fn forget(&self) {
        self.order(Order::Forget);
    }
}

/// What the thread does.
struct Speaker {
    address: Address,
    found: Arc<AtomicBool>,
}

impl Speaker {
    fn work(&self, orders: &Receiver<Order>) {
        // Whoever sees the button shall hear something: a voice is tried before it is offered.
        self.tell(Session::open(&self.address).is_ok());
        let mut session = None;
        loop {
            let order = match orders.recv_timeout(RETRY) {
                Ok(order) => newest(order, orders),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    if !self.found.load(Ordering::Relaxed) {
                        self.tell(Session::open(&self.address).is_ok());
                    }
                    continue;
                }
            };
            let (order, forgets) = order;
            if forgets {
                session = None;
            }
            match order {
                Order::Forget => {}
                Order::Hush => {
                    if let Some(hushed) = session.as_mut().map(Session::hush) {
                        self.tell(hushed.is_ok());
                    }
                }
                Order::Say(utterance) => {
                    let said = self.say(&mut session, &utterance);
                    if said.is_err() {
                        session = None;
                    }
                    self.tell(said.is_ok());
                }
            }
        }
    }

    fn say(&self, session: &mut Option<Session>, utterance: &Utterance) -> Result<(), SpeechError> {
        let open = session.take();
        let mut open = match open {
            Some(open) => open,
            None => Session::open(&self.address)?,
        };
        let said = open.conversation.say(utterance);
        *session = Some(open);
        said
    }

    fn tell(&self, found: bool) {
        self.found.store(found, Ordering::Relaxed);
    }
}

/// The newest of the orders that wait, for what came before it would be cut off at once; and whether one was to forget.
fn newest(mut order: Order, waiting: &Receiver<Order>) -> (Order, bool) {
    let mut forgets = matches!(order, Order::Forget);
    while let Ok(next) = waiting.try_recv() {
        forgets |= matches!(next, Order::Forget);
        order = next;
    }
    (order, forgets)
}

/// A connection, and the program behind it if it is the kiosk's own.
struct Session {
    // Hangs up before the program is ended.
    conversation: Conversation<UnixStream>,
    _own: Option<Own>,
}

impl Session {
    fn open(address: &Address) -> Result<Self, SpeechError> {
        let (own, socket) = match address {
            Address::Own(program) => {
                let own = Own::start(program)?;
                let socket = own.socket();
                (Some(own), socket)
            }
            Address::Shared(socket) => (None, socket.clone()),
        };
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(ANSWER))?;
        stream.set_write_timeout(Some(ANSWER))?;
        Ok(Self { conversation: Conversation::open(stream)?, _own: own })
    }

    fn hush(&mut self) -> Result<(), SpeechError> {
        self.conversation.hush()
    }
}

/// A running program and its folder, which both end with it.
struct Own {
    child: Child,
    folder: PathBuf,
}

impl Own {
    fn start(program: &Path) -> Result<Self, SpeechError> {
        let folder = private_folder().map_err(SpeechError::Start)?;
        let flag = |name: &'static str| OsStr::new(name).to_owned();
        let path = |name: &str| folder.join(name).into_os_string();
        // The least it can be told to log: from level 5 on it would log every word.
        let arguments = [
            [flag("--communication-method"), flag("unix_socket")],
            [flag("--socket-path"), path("socket")],
            [flag("--pid-file"), path("pid")],
            [flag("--log-dir"), folder.clone().into_os_string()],
            [flag("--log-level"), flag("1")],
            // Should the kiosk be killed, it ends by itself.
            [flag("--timeout"), flag("5")],
        ];
        let child = Command::new(program)
            .arg("--run-single")
            .args(arguments.iter().flatten())
            // Its voices are programs too: one group, so that all of them can be ended at once.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = child.inspect_err(|_| {
            let _ = fs::remove_dir_all(&folder);
        });
        let mut own = Self { child: child.map_err(SpeechError::Start)?, folder };
        own.wait()?;
        Ok(own)
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    fn has_ended_within(&mut self, grace: Duration) -> bool {
        let looks = grace.as_millis() / LOOK.as_millis();
        for _ in 0..looks {
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                return true;
            }
            thread::sleep(LOOK);
        }
        false
    }

    /// Waits until it listens.
    fn wait(&mut self) -> Result<(), SpeechError> {
        let looks = PATIENCE.as_millis() / LOOK.as_millis();
        for _ in 0..looks {
            if UnixStream::connect(self.socket()).is_ok() {
                return Ok(());
            }
            if self.child.try_wait()?.is_some() {
                return Err(SpeechError::Ended);
            }
            thread::sleep(LOOK);
        }
        Err(SpeechError::Ended)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        // Asked to end, it ends its voices too; but now and then it waits for one of them for ever, with the words in memory.
        let pid = Pid::from_child(&self.child);
        let _ = kill_process(pid, Signal::TERM);
        if !self.has_ended_within(GRACE) {
            let _ = kill_process_group(pid, Signal::KILL);
            let _ = self.child.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A folder for the kiosk's user alone, in memory where the system has such a place.
fn private_folder() -> io::Result<PathBuf> {
    let below = std::env::var_os("XDG_RUNTIME_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    let folder = below.join(format!("listening-post-speech-{}-{number}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::DirBuilder::new().mode(0o700).create(&folder)?;
    Ok(folder)
}
