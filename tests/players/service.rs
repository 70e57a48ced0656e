//! A node in front of an origin, configured by a file as an operator would.

use std::fmt::Write;

use tempfile::TempDir;
use tidegate::dev::config::FUNCTIONS;
use tidegate_pipeline::Declarations;
use tidegate_tests::node::Process;
use tidegate_tests::origin::Origin;

/// A node and the files that it was configured by.
pub struct Service {
    pub node: Process,
    _files: TempDir,
}

/// Starts `tidegate run` with the routes of the demo and the four functions as it
/// configures them.
pub async fn start(origin: &Origin) -> Service {
    let files = tempfile::tempdir().unwrap();
    let mut text = String::from("listen = \"127.0.0.1:0\"\n");
    let declarations = Declarations::customary();
    for (kind, component, document) in FUNCTIONS {
        let name = kind.name();
        std::fs::write(files.path().join(format!("{name}.wasm")), component).unwrap();
        // There is no media behind the demo's interstitials that a player could play.
        let document = document.split("[[breaks]]").next().unwrap();
        std::fs::write(files.path().join(format!("{name}.toml")), document).unwrap();
        // A busy machine may hold a thread up for longer than the usual 20 ms.
        write!(
            text,
            "\n[functions.{name}]\ncomponent = \"{name}.wasm\"\nconfig = \"{name}.toml\"\n\
             deadline-ms = 1000\n\n[functions.{name}.reads]\n"
        )
        .unwrap();
        let reads = declarations.of(kind);
        for fact in reads.facts() {
            let basis = reads.basis(fact).unwrap();
            writeln!(text, "{} = \"{basis}\"", fact.name()).unwrap();
        }
    }
    for (prefix, live) in tidegate_demo::ROUTES {
        let presentation = if live { "live" } else { "on-demand" };
        write!(
            text,
            "\n[[routes]]\nprefix = \"{prefix}\"\norigin = \"{}{}\"\n\
             presentation = \"{presentation}\"\ndebug-overrides = true\n",
            origin.url(),
            prefix.trim_start_matches('/')
        )
        .unwrap();
    }
    let config = files.path().join("tidegate.toml");
    std::fs::write(&config, text).unwrap();
    let node =
        Process::start(env!("CARGO_BIN_EXE_tidegate"), &["run", config.to_str().unwrap()]).await;
    Service { node: node.unwrap(), _files: files }
}
