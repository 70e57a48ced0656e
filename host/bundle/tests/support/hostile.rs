//! A registry that answers whatever a test wants.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request: its path, and its `Authorization` if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub path: String,
    pub authorization: Option<String>,
}

/// An answer: status and headers as they go over the wire, then the body.
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: Vec<u8>,
    /// After the body, the body again and again.
    pub endless: bool,
}

impl Answer {
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let headers = format!("Content-Length: {}\r\n", body.len());
        Self { status: 200, headers, body, endless: false }
    }

    pub fn status(status: u16, headers: &str) -> Self {
        Self {
            status,
            headers: format!("{headers}Content-Length: 0\r\n"),
            body: vec![],
            endless: false,
        }
    }

    pub fn endless(status: u16) -> Self {
        Self { status, headers: String::new(), body: vec![b' '; 64 << 10], endless: true }
    }
}

type Answers = dyn Fn(&Request) -> Answer + Send + Sync;

/// A running server, ended when dropped.
pub struct Hostile {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    sent: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Hostile {
    pub async fn serve(answers: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, sent): (Arc<Mutex<Vec<_>>>, Arc<AtomicU64>) = Default::default();
        let (log, count, answers): (_, _, Arc<Answers>) =
            (Arc::clone(&requests), Arc::clone(&sent), Arc::new(answers));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, count, answers) =
                    (Arc::clone(&log), Arc::clone(&count), Arc::clone(&answers));
                tokio::spawn(async move {
                    let _ = answer(stream, &log, &count, &*answers).await;
                });
            }
        });
        Self { address, requests, sent, task }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Bytes of bodies that were taken from it.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    mut stream: TcpStream,
    log: &Mutex<Vec<Request>>,
    sent: &AtomicU64,
    answers: &Answers,
) -> std::io::Result<()> {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    let first = lines.next_line().await?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut request = Request { path, authorization: None };
    while let Some(line) = lines.next_line().await?.filter(|line| !line.is_empty()) {
        if let Some((name, value)) = line.split_once(": ")
            && name.eq_ignore_ascii_case("authorization")
        {
            request.authorization = Some(value.to_owned());
        }
    }
    log.lock().unwrap().push(request.clone());
    let Answer { status, headers, body, endless } = answers(&request);
    let head = format!("HTTP/1.1 {status} x\r\nConnection: close\r\n{headers}\r\n");
    write.write_all(head.as_bytes()).await?;
    loop {
        write.write_all(&body).await?;
        sent.fetch_add(u64::try_from(body.len()).unwrap(), Ordering::Relaxed);
        if !endless {
            return write.shutdown().await;
        }
    }
}
