//! A process without a file descriptor left (acceptance DOS-02): needs limits of its own, so it runs in a child process.

use crate::{
    echo, start,
    wire::{Wire, until},
};
use server::{serve::Limits, telemetry};
use std::{
    fs::File,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

#[test]
fn the_accept_loop_survives_a_process_without_descriptors() {
    let program = std::env::current_exe().unwrap();
    let output = Command::new("sh")
        .args(["-c", "ulimit -n 64 && exec \"$0\" --exact files::without_descriptors --ignored --nocapture"])
        .arg(program)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

/// Keeps log lines.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
#[ignore = "lives in a child process with a small limit; started by the test above"]
async fn without_descriptors() {
    let kept = Kept::default();
    let writer = kept.clone();
    let subscriber = telemetry::subscriber("info", move || writer.clone()).unwrap();
    let _guard = tracing::subscriber::set_default(subscriber);
    let running = start(echo(), Limits::default()).await;
    let mut taken = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        taken.push(file);
    }
    // One for the client, and none for the server to accept it with.
    drop(taken.pop());
    let mut wire = Wire::open(running.address).await;
    wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    until("the loop meets its limit", async || {
        String::from_utf8_lossy(&kept.0.lock().unwrap()).contains("connections cannot be accepted")
    })
    .await;
    drop(taken);
    assert_eq!(wire.answer().await.unwrap().text(), "hello");
}
