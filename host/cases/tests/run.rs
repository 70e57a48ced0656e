//! How cases are run and told, with a function that does as its facts say.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::{BufRead, BufReader, Read};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use clap::Parser;
use serde_json::{Value, json};
use tidegate_cases::outcome::Failing;
use tidegate_cases::{
    CaseFile, Deployment, Factory, Options, Ran, Report, Runner, Undeployed, View, run,
};
use tidegate_pipeline::Fault;

/// Deploys [`Puppet`]s, and notes what it was asked to deploy.
#[derive(Default)]
struct Puppets(Mutex<Vec<String>>);

/// Answers with the asset as its rule; `plan` says what else.
struct Puppet(AtomicU64);

impl Factory for Puppets {
    type Runner = Puppet;

    fn configure(&self, deployment: &Deployment<'_>) -> Result<Puppet, Undeployed> {
        let component = deployment.component.map(|path| path.display().to_string());
        let name = component.as_deref().and_then(|path| path.rsplit('/').next()).unwrap_or("own");
        let memory = deployment.memory_kib.map_or(String::new(), |kib| format!(" {kib} KiB"));
        self.0.lock().unwrap().push(format!("{name} {}{memory}", deployment.config));
        match deployment.config {
            r#"{"bad":1}"# => Err(Undeployed::Refused("at `bad`: unknown field".to_owned())),
            r#"{"broken":1}"# => Err(Undeployed::Failed("it is no component".to_owned())),
            _ => Ok(Puppet(AtomicU64::new(0))),
        }
    }
}

impl Runner for Puppet {
    fn decide(&self, view: &View) -> Ran {
        let calls = self.0.fetch_add(1, Ordering::Relaxed);
        let plan = view.facts.plan.as_deref().unwrap_or_default();
        let rule = if plan == "unsteady" { calls.to_string() } else { "a".to_owned() };
        let said = match plan {
            "trap" => Err(Fault::Trap),
            "deadline" => Err(Fault::Deadline),
            _ => Ok(
                json!({ "allow": { "limits": {}, "rule": rule, "version": "1", "valid-for": 5 } }),
            ),
        };
        let took = Duration::from_micros(if plan == "slow" { 900 } else { 10 });
        Ran { said, took, memory: (plan != "unmeasured").then_some(100 << 10) }
    }
}

fn read(folder: &Path, text: &str) -> CaseFile {
    let file = folder.join("cases.toml");
    std::fs::write(&file, text).unwrap();
    CaseFile::read(&file).unwrap()
}

fn ran(text: &str, filter: Option<&str>) -> (Report, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let files = [read(folder.path(), text)];
    let (puppets, done) = (Puppets::default(), AtomicUsize::new(0));
    let options = Options {
        jobs: NonZero::new(3).unwrap(),
        filter,
        component: None,
        timed: true,
        config: None,
    };
    let report = run(&files, &puppets, &options, &done);
    assert_eq!(done.into_inner(), report.cases().count());
    let mut deployed = puppets.0.into_inner().unwrap();
    deployed.sort();
    (report, deployed)
}

/// The names of what is not as expected of one case with these lines.
fn failings(lines: &str) -> Vec<&'static str> {
    let (report, _) = ran(&format!("kind = 'geo-licensing'\n[[cases]]\nname = 'a'\n{lines}"), None);
    report.files[0].cases[0].failings.iter().map(Failing::name).collect()
}

#[test]
fn a_case_passes_only_if_all_is_as_expected() {
    const GOOD: &str = "expect = { allow = { rule = 'a' } }";
    for (lines, expected) in [
        (GOOD.to_owned(), vec![]),
        ("expect = { allow = { rule = 'b' } }".to_owned(), vec!["answer"]),
        ("expect-exactly = { allow = { limits = {}, rule = 'a', version = '1', valid-for = 5 } }".to_owned(), vec![]),
        ("expect-exactly = { allow = { limits = {}, rule = 'a', version = '1', valid-for = 6 } }".to_owned(), vec!["answer"]),
        (format!("facts = {{ plan = 'trap' }}\n{GOOD}"), vec!["fault"]),
        ("facts = { plan = 'trap' }\nexpect-fault = 'trap'".to_owned(), vec![]),
        ("facts = { plan = 'deadline' }\nexpect-fault = 'trap'".to_owned(), vec!["fault"]),
        ("expect-fault = 'trap'".to_owned(), vec!["answered"]),
        ("document = { bad = 1 }\nexpect-refused = '`bad`'".to_owned(), vec![]),
        ("document = { bad = 1 }\nexpect-refused = '`worse`'".to_owned(), vec!["refused"]),
        (format!("document = {{ bad = 1 }}\n{GOOD}"), vec!["refused"]),
        ("expect-refused = 'bad'".to_owned(), vec!["configured"]),
        (format!("document = {{ broken = 1 }}\n{GOOD}"), vec!["undeployed"]),
        ("document = { broken = 1 }\nexpect-refused = 'component'".to_owned(), vec!["undeployed"]),
        (format!("limits = {{ memory-kib = 100 }}\n{GOOD}"), vec![]),
        (format!("limits = {{ memory-kib = 99 }}\n{GOOD}"), vec!["large"]),
        (format!("limits = {{ memory-kib = 99 }}\nfacts = {{ plan = 'unmeasured' }}\n{GOOD}"), vec!["unmeasured"]),
        (format!("limits = {{ call-us = 10 }}\n{GOOD}"), vec![]),
        (format!("limits = {{ call-us = 500 }}\nfacts = {{ plan = 'slow' }}\n{GOOD}"), vec!["slow"]),
        ("limits = { call-us = 500 }\nfacts = { plan = 'unsteady' }\nexpect = { allow = {} }".to_owned(), vec!["unsteady"]),
        ("limits = { memory-kib = 1 }\nexpect = { deny = {} }".to_owned(), vec!["large", "answer"]),
    ] {
        assert_eq!(failings(&lines), expected, "{lines}");
    }
}

#[test]
fn a_configuration_is_the_cases_own_or_that_of_who_runs_them() {
    let folder = tempfile::tempdir().unwrap();
    let case = |name: &str, lines: &str| {
        format!("[[cases]]\nname = '{name}'\n{lines}\nexpect = {{ allow = {{}} }}\n")
    };
    let cases = case("own", "document = { own = 1 }") + &case("none", "");
    let files = [read(folder.path(), &format!("kind = 'geo-licensing'\n{cases}"))];
    for (config, used) in [(None, "own {}"), (Some("{\"bundle\":1}"), "own {\"bundle\":1}")] {
        let puppets = Puppets::default();
        let jobs = NonZero::<usize>::MIN;
        let options = Options { jobs, filter: None, component: None, timed: true, config };
        run(&files, &puppets, &options, &AtomicUsize::new(0));
        let mut deployed = puppets.0.into_inner().unwrap();
        deployed.sort();
        let mut expected = ["own {\"own\":1}", used];
        expected.sort_unstable();
        assert_eq!(deployed, expected);
    }
}

#[test]
fn a_function_is_configured_once_for_all_cases_that_it_is_the_same_for() {
    let case = |number: usize| {
        let lines = match number % 3 {
            0 => "limits = { memory-kib = 200 }",
            1 => "limits = { memory-kib = 300 }",
            _ => "document = { a = 1 }",
        };
        format!("[[cases]]\nname = '{number}'\n{lines}\nexpect = {{ allow = {{}} }}\n")
    };
    let cases: String = (0..100).map(case).collect();
    let text = format!("kind = 'geo-licensing'\ncomponent = 'f.wasm'\n{cases}");
    let (report, deployed) = ran(&text, None);
    assert_eq!(deployed, ["f.wasm {\"a\":1}", "f.wasm {} 300 KiB"]);
    assert_eq!((report.passed(), report.failed(), report.left_out), (100, 0, 0));
    // In the file's order, whoever was done first.
    let names: Vec<_> = report.files[0].cases.iter().map(|case| case.name.clone()).collect();
    assert_eq!(names, (0..100).map(|number| number.to_string()).collect::<Vec<_>>());
    // What is left out is not deployed either.
    let (report, deployed) = ran(&text, Some("98"));
    assert_eq!((report.passed(), report.left_out), (1, 99));
    assert_eq!(deployed, ["f.wasm {\"a\":1}"]);
}

/// The command, as a program of its own.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    args: tidegate_cases::cli::Args,
}

/// Runs it and gives its exit code.
fn exits(arguments: &[&str]) -> String {
    let cli = Cli::parse_from(std::iter::once("test").chain(arguments.iter().copied()));
    format!("{:?}", tidegate_cases::cli::run(&cli.args, &Puppets::default()))
}

fn code(code: u8) -> String {
    format!("{:?}", std::process::ExitCode::from(code))
}

#[test]
fn the_exit_code_tells_whether_all_pass() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let text = |rule| {
        format!(
            "kind = 'geo-licensing'\n[[cases]]\nname = 'Good'\nexpect = {{ allow = {{ rule = '{rule}' }} }}\n"
        )
    };
    assert_eq!(exits(&[&path("")]), code(2), "there are no cases");
    std::fs::write(path("good.cases.toml"), text("a")).unwrap();
    std::fs::write(path("showcases.toml"), "not cases").unwrap();
    assert_eq!(exits(&[&path("")]), code(0));
    std::fs::write(path("cases.toml"), text("b")).unwrap();
    assert_eq!(exits(&[&path("")]), code(1));
    assert_eq!(exits(&[&path("good.cases.toml"), "--filter", "gOO"]), code(0));
    assert_eq!(exits(&[&path("good.cases.toml"), "--filter", "nothing"]), code(2));
    assert_eq!(exits(&[&path("none.toml")]), code(2));
    std::fs::write(path("bad.cases.toml"), "kind = 1").unwrap();
    assert_eq!(exits(&[&path("")]), code(2));
    let junit = path("junit.xml");
    assert_eq!(exits(&[&path("cases.toml"), "--json", "--jobs", "1", "--junit", &junit]), code(1));
    let xml = std::fs::read_to_string(junit).unwrap();
    assert!(xml.contains("<failure type=\"answer\""), "{xml}");
    assert_eq!(exits(&[&path("cases.toml"), "--junit", &path("no/folder.xml")]), code(2));
}

#[test]
fn the_json_names_each_case_and_what_is_not_as_expected() {
    let text = "kind = 'geo-licensing'\n[[cases]]\nname = 'a'\nexpect = { allow = { rule = 'b' } }";
    let (report, _) = ran(text, None);
    let told = tidegate_cases::report::json::json(&report);
    assert_eq!((&told["passed"], &told["failed"]), (&json!(0), &json!(1)));
    let case = &told["files"][0]["cases"][0];
    assert_eq!(
        (&case["name"], &case["line"], &case["memory"]),
        (&json!("a"), &json!(2), &json!(102_400))
    );
    let failing = &case["failings"][0];
    assert_eq!(failing["what"], "answer");
    let rule = |value: &Value| value["allow"]["rule"].clone();
    assert_eq!((rule(&failing["expected"]), rule(&failing["found"])), (json!("b"), json!("a")));
}

#[test]
fn a_changed_file_is_run_again_at_once() {
    // The command ends when it is interrupted: it runs in a process of its own, this test's
    // program again.
    let folder = tempfile::tempdir().unwrap();
    let files: [PathBuf; 2] = ["a.cases.toml", "b.cases.toml"].map(|name| folder.path().join(name));
    let text = |rule: &str| {
        format!(
            "kind = 'geo-licensing'\n[[cases]]\nname = 'x'\nexpect = {{ allow = {{ rule = '{rule}' }} }}\n"
        )
    };
    for file in &files {
        std::fs::write(file, text("a")).unwrap();
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "watching", "--ignored", "--nocapture", "--test-threads=1"])
        .env("TIDEGATE_CASES_WATCHED", folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (send, lines) = std::sync::mpsc::channel();
    let streams: [Box<dyn Read + Send>; 2] =
        [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
    let _killed = Killed(child);
    for stream in streams {
        let send = send.clone();
        std::thread::spawn(move || {
            let lines = BufReader::new(stream).lines().map_while(Result::ok);
            lines.map(|line| send.send(line)).find(Result::is_err)
        });
    }
    let until = |told: &str| {
        let mut before = Vec::new();
        loop {
            let line = lines.recv_timeout(Duration::from_secs(20));
            let line = line.unwrap_or_else(|_| panic!("no {told:?} after {before:?}"));
            if line.contains(told) {
                return before;
            }
            before.push(line);
        }
    };
    until("2 passed, 0 failed");
    std::fs::write(&files[1], text("other")).unwrap();
    let changed = std::time::Instant::now();
    let before = until("0 passed, 1 failed");
    assert!(changed.elapsed() < Duration::from_secs(5), "{:?}", changed.elapsed());
    assert!(!before.iter().any(|line| line.contains("a.cases.toml")), "{before:?}");
    // A file that cannot be read stops nothing.
    std::fs::write(&files[1], "kind = ").unwrap();
    until("TOML parse error");
    std::fs::write(&files[1], text("a")).unwrap();
    until("1 passed, 0 failed");
    // One that is new is run.
    std::fs::write(folder.path().join("c.cases.toml"), text("c")).unwrap();
    until("0 passed, 1 failed");
}

/// Ends a process that would not end by itself.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Not a test: the command that another test watches.
#[test]
#[ignore = "runs until it is killed"]
fn watching() {
    if let Ok(folder) = std::env::var("TIDEGATE_CASES_WATCHED") {
        exits(&[&folder, "--watch"]);
    }
}
