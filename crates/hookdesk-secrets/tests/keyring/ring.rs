//! A real gnome-keyring on a session bus of its own, in a home of its own; nothing of the person's is touched.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const PASSWORD: &[u8] = b"the login password of nobody";
const PATIENCE: Duration = Duration::from_secs(30);
/// Without service files: nothing is started on the bus but what the test starts.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=BUS</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

pub struct Ring {
    dir: TempDir,
    bus: Child,
    daemon: Option<Child>,
}

impl Ring {
    /// Unlocked, and empty.
    pub fn start() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let (run, config) = (dir.path().join("run"), dir.path().join("bus.conf"));
        fs::create_dir(&run).expect("a directory");
        fs::write(&config, BUS.replace("BUS", &run.join("bus").display().to_string())).expect("written");
        let args = [&format!("--config-file={}", config.display()), "--nofork", "--nopidfile"];
        let bus = spawn(dir.path(), "dbus-daemon", &args, None);
        let mut ring = Self { dir, bus, daemon: None };
        ring.unlock();
        ring
    }

    /// A new login: the daemon starts with the password.
    pub fn unlock(&mut self) {
        self.restart(&["--unlock"], Some(PASSWORD));
    }

    /// The daemon starts without the password: what it keeps stays shut.
    pub fn lock(&mut self) {
        self.restart(&[], None);
    }

    /// Nobody keeps anything.
    pub fn stop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            end(&mut daemon);
            self.wait("boolean false");
        }
    }

    /// What a program needs to meet this keyring and no other.
    pub fn env(&self, command: &mut Command) {
        env(self.dir.path(), command);
    }

    /// How many entries of Hookdesk's it has.
    pub fn entries(&self) -> usize {
        let found = self.send(
            "org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            &["org.freedesktop.Secret.Service.SearchItems", "dict:string:string:service,hookdesk"],
        );
        found.matches("object path").count()
    }

    fn restart(&mut self, how: &[&str], password: Option<&[u8]>) {
        self.stop();
        let args = [&["--foreground", "--components=secrets"], how].concat();
        self.daemon = Some(spawn(self.dir.path(), "gnome-keyring-daemon", &args, password));
        self.wait("boolean true");
    }

    /// Until the bus says so of the keyring's name.
    fn wait(&self, wanted: &str) {
        let since = Instant::now();
        loop {
            let args = ["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"];
            let told = self.send("org.freedesktop.DBus", "/org/freedesktop/DBus", &args);
            if told.contains(wanted) {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "the keyring never came or went: {told}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn send(&self, dest: &str, path: &str, message: &[&str]) -> String {
        let mut command = Command::new("dbus-send");
        command.args(["--session", "--print-reply", &format!("--dest={dest}"), path]).args(message);
        self.env(&mut command);
        let out = command.output().expect("dbus-send: install the package dbus");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        if let Some(daemon) = &mut self.daemon {
            end(daemon);
        }
        end(&mut self.bus);
    }
}

fn env(dir: &Path, command: &mut Command) {
    let run = dir.join("run");
    command
        .env("HOME", dir)
        .env("XDG_RUNTIME_DIR", &run)
        .env("XDG_DATA_HOME", dir.join("data"))
        .env("XDG_CONFIG_HOME", dir.join("config"))
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", run.join("bus").display()));
    for gone in ["DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL", "HOOKDESK_PASSPHRASE"] {
        command.env_remove(gone);
    }
}

/// Ends by itself after two minutes, should this program be killed.
fn spawn(dir: &Path, program: &str, args: &[&str], input: Option<&[u8]>) -> Child {
    let there = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).exists()));
    assert!(
        there,
        "{program} is missing: install the packages dbus and gnome-keyring (cargo xtask test does)"
    );
    let mut command = Command::new("timeout");
    command
        .args(["120", program])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    env(dir, &mut command);
    let mut child = command.spawn().expect("timeout");
    if let Some(input) = input {
        std::io::Write::write_all(child.stdin.as_mut().expect("its input"), input).expect("written");
    }
    drop(child.stdin.take());
    child
}

fn end(child: &mut Child) {
    let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    let _ = child.wait();
}
