//! How the window comes to fill the screen, and why it stays open.

use std::time::Duration;

use slint::winit_030::winit::event::{TouchPhase, WindowEvent};
use slint::winit_030::winit::window::Window;
use slint::winit_030::{EventResult, WinitWindowAccessor};
use slint::{CloseRequestResponse, ComponentHandle, LogicalSize};

use super::Front;
use super::generated::{App, Tokens};
use crate::config::Orientation;

/// A window for a desk when nothing is said about its size, by which way the panel stands; small enough for a laptop.
const DESK: (u32, u32) = (540, 960);
const DESK_LYING: (u32, u32) = (960, 540);

/// By then the window is there.
const MAPPED: Duration = Duration::from_secs(1);

/// What kind of window it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Frame {
    /// One on a desk, of this size, that can be closed.
    Desk { width: u32, height: u32 },
    /// The whole screen, through the window manager.
    Managed,
    /// The whole screen where there is no window manager: a bare window of the screen's size.
    Bare { width: u32, height: u32 },
    /// The compositor makes the one window it has fill the screen; asking it to makes the window small.
    Given,
}

impl Frame {
    /// The frame this front end needs on this display.
    pub fn of(front: &Front) -> Self {
        if front.windowed {
            let lies = front.content.kiosk.screen.orientation == Orientation::Landscape;
            let (width, height) = front.size.unwrap_or(if lies { DESK_LYING } else { DESK });
            return Self::Desk { width, height };
        }
        let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let cage = std::env::var_os("LISTENING_POST_COMPOSITOR").is_some_and(|name| name == "cage");
        if cage || (has("WAYLAND_DISPLAY") && !has("DISPLAY")) {
            return Self::Given;
        }
        match bare_screen() {
            Some(screen) => {
                let (width, height) = front.size.unwrap_or(screen);
                Self::Bare { width, height }
            }
            None => Self::Managed,
        }
    }

    /// Gives the window this frame.
    pub fn apply(self, app: &App) {
        let (whole, size) = match self {
            Self::Desk { width, height } => (false, Some((width, height))),
            Self::Bare { width, height } => (true, Some((width, height))),
            Self::Managed | Self::Given => (true, None),
        };
        app.global::<Tokens>().set_touch_only(whole);
        app.set_bare(matches!(self, Self::Bare { .. }));
        if let Some((width, height)) = size {
            let (width, height) = (pixels(width), pixels(height));
            app.set_wanted_width(width);
            app.set_wanted_height(height);
            app.window().set_size(LogicalSize::new(width, height));
        }
        if self == Self::Managed {
            app.window().set_fullscreen(true);
        }
        if matches!(self, Self::Bare { .. }) {
            // Without a window manager nobody gives the window the keyboard, and the window comes only with the loop.
            slint::Timer::single_shot(MAPPED, || {
                let _ = take_keyboard();
            });
        }
        draw_at_once(app);
        app.window().on_close_requested(move || {
            if whole { CloseRequestResponse::KeepWindowShown } else { CloseRequestResponse::HideWindow }
        });
    }
}

/// Has what came of a touch or a key drawn as soon as it came. On X11 the toolkit would wait the time of a frame first, each time.
fn draw_at_once(app: &App) {
    app.window().on_winit_window_event(|window, event| {
        let is_one = match event {
            WindowEvent::MouseInput { .. } | WindowEvent::KeyboardInput { .. } => true,
            // A finger that moves says so more often than anything is drawn.
            WindowEvent::Touch(touch) => touch.phase != TouchPhase::Moved,
            _ => false,
        };
        if is_one {
            // It is drawn after all that has come in by then was dealt with, this event as well.
            window.with_winit_window(Window::request_redraw);
        }
        EventResult::Propagate
    });
}

fn pixels(count: u32) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

/// Gives this process's window the keyboard, on an X11 screen without a window manager.
fn take_keyboard() -> Result<(), Box<dyn std::error::Error>> {
    use x11::connection::Connection;
    use x11::protocol::xproto::{AtomEnum, ConnectionExt, InputFocus};

    let (connection, number) = x11::connect(None)?;
    let root = connection.setup().roots.get(number).ok_or("no such screen")?.root;
    let owner = connection.intern_atom(false, b"_NET_WM_PID")?.reply()?.atom;
    for window in connection.query_tree(root)?.reply()?.children {
        let reply = connection.get_property(false, window, owner, AtomEnum::CARDINAL, 0, 1)?.reply()?;
        if reply.value32().and_then(|mut value| value.next()) == Some(std::process::id()) {
            // The event loop may own windows that are never shown; those refuse it.
            let _ = connection.set_input_focus(InputFocus::POINTER_ROOT, window, x11::CURRENT_TIME)?.check();
        }
    }
    Ok(())
}

/// The screen's size when it is an X11 one without a window manager.
fn bare_screen() -> Option<(u32, u32)> {
    use x11::connection::Connection;
    use x11::protocol::xproto::{AtomEnum, ConnectionExt};

    let (connection, number) = x11::connect(None).ok()?;
    let screen = connection.setup().roots.get(number)?;
    let atom = connection.intern_atom(false, b"_NET_SUPPORTING_WM_CHECK").ok()?.reply().ok()?.atom;
    let manager =
        connection.get_property(false, screen.root, atom, AtomEnum::WINDOW, 0, 1).ok()?.reply().ok()?.value_len;
    (manager == 0).then_some((u32::from(screen.width_in_pixels), u32::from(screen.height_in_pixels)))
}
