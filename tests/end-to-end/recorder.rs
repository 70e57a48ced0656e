//! An origin that writes down what it is sent, and answers whatever bytes it is told.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What to do with a request.
pub enum Answer {
    /// Write these bytes and close.
    Bytes(Vec<u8>),
    /// Write these bytes and then nothing more, without closing.
    Stall(Vec<u8>),
}

/// The origin. Its requests' heads, in order of arrival.
pub struct Recorder {
    pub address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    /// Starts it; `answer` is given the target of each request, as it was sent.
    pub async fn start(answer: fn(&str) -> Answer) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, answer, Arc::clone(&kept)));
            }
        });
        Self { address, heads }
    }

    /// The heads of the requests since the last time.
    pub fn taken(&self) -> Vec<String> {
        std::mem::take(&mut *self.heads.lock().unwrap())
    }
}

async fn serve(mut stream: TcpStream, answer: fn(&str) -> Answer, heads: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let target = head.split(' ').nth(1).unwrap().to_owned();
    heads.lock().unwrap().push(head);
    // A node that has heard enough may be gone.
    match answer(&target) {
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
        }
        Answer::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // Ends when the node gives up.
            let _ = stream.read_u8().await;
        }
    }
}

/// A whole answer. `headers` are lines without their ends.
pub fn answer(status: &str, headers: &[&str], body: &str) -> Answer {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    Answer::Bytes(
        format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .into_bytes(),
    )
}

/// A playlist, as origins send them.
pub fn playlist(body: &str) -> Answer {
    answer("200 OK", &["content-type: application/vnd.apple.mpegurl"], body)
}
