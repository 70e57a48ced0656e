//! Deciding for a viewer costs no system call and no page fault: what a call needs
//! stays with its slot of the pool.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU8, Ordering};
use std::time::{Duration, Instant};

use seccompiler::{SeccompAction, SeccompFilter, apply_filter};
use tidegate::dev;
use tidegate::node::Node;
use tidegate::sandbox::{Calls, Engines};
use tidegate_demo::MAIN;
use tidegate_pipeline::rewrite::rewrite;
use tidegate_pipeline::{Fault, Terms, decide};

use crate::guests::facts;

/// Calls of all four functions, several times over.
const VIEWERS: usize = 500;

async fn node() -> Arc<Node> {
    let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
    let config = dev::config::demo(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), nowhere).unwrap();
    let engines = Engines::new(config.server.calls).unwrap();
    Arc::new(Node::assemble(engines, config, |_| {}).await.unwrap())
}

/// All four functions for one viewer; whether they all answered.
fn serve(node: &Node) -> Result<(), Fault> {
    let running = &node.stage.load().current;
    let mut calls = Calls::new(&running.functions);
    let facts = facts();
    let decisions = decide(&facts, &running.declarations, &mut calls);
    decisions.consent.said.as_ref().map_err(Clone::clone)?;
    decisions.geo_licensing.said.as_ref().map_err(Clone::clone)?;
    let reads = &running.declarations.manifest_rewriting;
    match rewrite(MAIN, &facts, &decisions, reads, Terms::default(), &mut calls) {
        Ok(made) => made.answer.map_or(Ok(()), |answer| answer.said.map(drop)),
        Err(error) => Err(Fault::Invalid(error.to_string())),
    }
}

/// Minor page faults of this thread so far: proc_pid_stat(5), field 10.
fn faults() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
    let after_name = stat.rsplit_once(") ").unwrap().1;
    after_name.split(' ').nth(7).unwrap().parse().unwrap()
}

#[tokio::test]
async fn page_faults() {
    let node = node().await;
    let took = std::thread::spawn(move || {
        for _ in 0..VIEWERS {
            serve(&node).unwrap();
        }
        let before = faults();
        for _ in 0..VIEWERS {
            serve(&node).unwrap();
        }
        faults() - before
    });
    let took = took.join().unwrap();
    // The system may age a page out at any time; one fault a viewer would be the rule.
    assert!(took < VIEWERS as u64 / 10, "{took} page faults for {VIEWERS} viewers");
}

const RUNNING: u8 = 0;
const SERVED: u8 = 1;
const FAILED: u8 = 2;

/// Threads that try, one after the other. The allocator gives memory back by the
/// clock, in whichever thread allocates then: a call of its own is in the way of every
/// thread, the allocator's upkeep of one or the other.
const TRIES: usize = 20;

/// Viewers for each of them.
const SERVED_QUIETLY: usize = 50;

/// Every system call but waiting and the clock (which most systems answer without
/// one) ends the thread that serves.
#[tokio::test]
async fn system_calls() {
    let node = node().await;
    let mut ended = Vec::new();
    for _ in 0..TRIES {
        ended.push(quietly(&node).await);
        if ended.last() == Some(&SERVED) {
            return;
        }
    }
    panic!("a system call for every viewer, or a fault ({FAILED}): {ended:?}");
}

/// How a thread ended that served and may not call the system.
async fn quietly(node: &Arc<Node>) -> u8 {
    let (node, state) = (Arc::clone(node), Arc::new(AtomicU8::new(RUNNING)));
    let told = Arc::clone(&state);
    let thread = Arc::new(AtomicI32::new(0));
    let named = Arc::clone(&thread);
    std::thread::spawn(move || {
        for _ in 0..VIEWERS {
            serve(&node).unwrap();
        }
        let allowed = [202, 228]; // futex(2), clock_gettime(2)
        let filter = SeccompFilter::new(
            allowed.into_iter().map(|call| (call, Vec::new())).collect(),
            SeccompAction::KillThread,
            SeccompAction::Allow,
            seccompiler::TargetArch::x86_64,
        );
        let program: seccompiler::BpfProgram = filter.unwrap().try_into().unwrap();
        let id: i32 = std::fs::read_link("/proc/thread-self")
            .ok()
            .and_then(|path| path.file_name()?.to_str()?.parse().ok())
            .unwrap();
        named.store(id, Ordering::Release);
        apply_filter(&program).unwrap();
        let served = (0..SERVED_QUIETLY).all(|_| serve(&node).is_ok());
        told.store(if served { SERVED } else { FAILED }, Ordering::Release);
        // To end, a thread needs system calls.
        loop {
            std::thread::park();
        }
    });
    let deadline = Instant::now() + Duration::from_secs(60);
    while state.load(Ordering::Acquire) == RUNNING && Instant::now() < deadline {
        let id = thread.load(Ordering::Acquire);
        if id != 0 && !std::path::Path::new(&format!("/proc/self/task/{id}")).exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    state.load(Ordering::Acquire)
}
