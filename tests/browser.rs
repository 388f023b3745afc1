//! A headless Chromium to look at the report with, steered through `ChromeDriver` (`WebDriver` over
//! HTTP, on the loopback address).

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Flags without which a headless browser asks the network for this and that.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one window. It ends when it is dropped.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    /// The path of the window at the driver.
    window: String,
    profile: TempDir,
}

impl Browser {
    /// Starts a browser, if the machine has one with its driver.
    pub(crate) fn start() -> Option<Self> {
        let driver = on_path(&["chromedriver"])?;
        let chromium = on_path(&["chromium", "chromium-browser", "google-chrome"])?;
        let mut driver =
            Command::new(driver).arg("--port=0").stdout(Stdio::piped()).spawn().unwrap();
        let port = port(driver.stdout.take().unwrap());
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Self { driver, port, window: String::new(), profile };
        let folder = format!("--user-data-dir={}", browser.profile.path().display());
        let flags: Vec<&str> = FLAGS.into_iter().chain([&*folder]).collect();
        let capabilities = json!({"alwaysMatch": {
            "goog:chromeOptions": {"binary": chromium, "args": flags},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }});
        let started = browser.send("POST", "/session", &json!({"capabilities": capabilities}));
        browser.window = format!("/session/{}", started["sessionId"].as_str().unwrap());
        Some(browser)
    }

    /// Opens a file in a window of so many pixels, in a light or a dark scheme.
    pub(crate) fn open(&self, file: &Path, width: u32, scheme: &str) {
        let metrics =
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600});
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", &features);
        let url = format!("file://{}", file.display());
        self.send("POST", &format!("{}/url", self.window), &json!({"url": url}));
    }

    /// Runs the body of a function in the page and gives what it returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        let path = format!("{}/execute/sync", self.window);
        self.send("POST", &path, &json!({"script": script, "args": []}))
    }

    /// What pages from disk wrote to the console, and every address that they asked for.
    pub(crate) fn log(&self) -> (Vec<String>, Vec<String>) {
        let entries = |kind: &str| {
            let path = format!("{}/se/log", self.window);
            let found = self.send("POST", &path, &json!({"type": kind}));
            let found = found.as_array().unwrap().iter();
            found.map(|entry| entry["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let asked = entries("performance").into_iter().filter_map(|message| {
            let event: Value = serde_json::from_str(&message).unwrap();
            // The browser's own start page asks for this and that, too.
            let by_file = |url: &Value| url.as_str().is_some_and(|url| url.starts_with("file:"));
            let sent = event["message"]["method"] == "Network.requestWillBeSent"
                && by_file(&event["message"]["params"]["documentURL"]);
            let url = event["message"]["params"]["request"]["url"].as_str().unwrap_or_default();
            sent.then(|| url.to_owned())
        });
        (entries("browser"), asked.collect())
    }

    fn devtools(&self, command: &str, parameters: &Value) {
        let path = format!("{}/goog/cdp/execute", self.window);
        self.send("POST", &path, &json!({"cmd": command, "params": parameters}));
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let (status, answer) = receive(stream);
        assert!(status.starts_with("http/1.1 200"), "{method} {path}: {answer}");
        serde_json::from_str::<Value>(&answer).unwrap()["value"].take()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.window.is_empty() && !std::thread::panicking() {
            self.send("DELETE", &self.window, &json!({}));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The status line and the body of an answer. The driver may keep the connection open after it, so
/// that the body is read by its length.
fn receive(stream: TcpStream) -> (String, String) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        line.trim_end().to_ascii_lowercase()
    };
    let status = line();
    let heads: Vec<String> = std::iter::repeat_with(line).take_while(|l| !l.is_empty()).collect();
    let length = heads.iter().find_map(|head| head.strip_prefix("content-length:")).unwrap();
    let mut body = vec![0; length.trim().parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    (status, String::from_utf8(body).unwrap())
}

/// The first of these programs that the machine has.
fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let all = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    all.into_iter().find(|program| program.is_file())
}

/// The port that the driver says it listens on.
fn port(output: impl Read) -> u16 {
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("started successfully on port")).unwrap();
    line.rsplit(' ').next().unwrap().trim_end_matches('.').parse().unwrap()
}
