//! `tidegate bench`: what a function costs.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Serialize;
use tidegate_bundle::caps::LARGEST_COMPONENT;
use tidegate_bundle::config::document::read_capped;
use tidegate_cases::{CaseFile, Runner};
use tidegate_pipeline::Fault;

use crate::cases::Sandboxed;
use crate::dev::config::FUNCTIONS;
use crate::sandbox::{AdmitError, CallLimits, DeployError, Engines, FunctionSet};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file of cases, which says what the function is asked.
    pub file: PathBuf,
    /// Measure this component, whatever the file names.
    #[arg(long, value_name = "COMPONENT")]
    pub function: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    pub json: bool,
}

/// How long each figure is measured for.
const FOR: Duration = Duration::from_secs(1);

/// Calls that a median is taken of, at least.
const LEAST: usize = 21;

/// What a function costs; medians, in microseconds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Cost {
    kind: &'static str,
    component_bytes: usize,
    /// Configured, snapshotted and compiled, once.
    deploy_ms: f64,
    snapshot_bytes: usize,
    instantiate_us: f64,
    /// Without the instance that it takes.
    call_us: f64,
    total_us: f64,
    memory_bytes: u64,
    /// It imports nothing: equal facts, equal answers. Others are [`Impure`].
    pure: bool,
    cases: usize,
    failed: usize,
}

/// A function that no node deploys, so that nothing of it can be measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Impure {
    kind: &'static str,
    component_bytes: usize,
    pure: bool,
    imports: Vec<String>,
}

/// Measures one function over all cases of a file, by turns. Exits 1 if it is not pure.
///
/// # Errors
/// When the file or the function cannot be used.
pub async fn run(args: &Args) -> Result<ExitCode> {
    let file = CaseFile::read(&args.file)?;
    let component = match args.function.as_ref().or(file.component.as_ref()) {
        Some(path) => {
            read_capped(path, LARGEST_COMPONENT).with_context(|| path.display().to_string())?
        }
        None => {
            let own = FUNCTIONS.iter().find(|(kind, ..)| *kind == file.kind);
            own.map(|(_, bytes, _)| bytes.to_vec()).context("there is no such function")?
        }
    };
    let engines = Engines::new(4)?;
    let Some(first) = file.cases.first() else { bail!("{}: no case", args.file.display()) };
    let document = first.config.as_deref().unwrap_or("{}");
    let limits = CallLimits {
        deadline: Duration::from_secs(1),
        memory: CallLimits::MOST_MEMORY,
        ..CallLimits::default()
    };
    let start = Instant::now();
    let mut functions = FunctionSet::default();
    match functions.deploy(&engines, file.kind, &component, document, limits).await {
        Err(DeployError::Admit(AdmitError::Imports(imports))) => {
            let (kind, component_bytes) = (file.kind.name(), component.len());
            if args.json {
                let impure = Impure { kind, component_bytes, pure: false, imports };
                println!("{}", serde_json::to_string(&impure)?);
            } else {
                let imports = imports.join(", ");
                println!(
                    "{kind}, not pure: it imports {imports}; a node deploys what imports nothing"
                );
            }
            return Ok(ExitCode::FAILURE);
        }
        deployed => deployed?,
    }
    let deploy = start.elapsed();
    let snapshot = functions.snapshot_size(file.kind).unwrap_or_default();
    let function = Sandboxed::new(file.kind, functions);
    let cost = tokio::task::block_in_place(|| {
        measured(&function, &file, component.len(), deploy, snapshot)
    })?;
    if args.json {
        println!("{}", serde_json::to_string(&cost)?);
    } else {
        print!("{}", told(&cost));
    }
    Ok(ExitCode::SUCCESS)
}

fn measured(
    function: &Sandboxed,
    file: &CaseFile,
    component: usize,
    deploy: Duration,
    snapshot: usize,
) -> Result<Cost> {
    let instantiate = median(|| {
        let start = Instant::now();
        function.instantiate().map(|()| start.elapsed())
    })?;
    let mut memory = 0;
    let mut failed = 0;
    let document = file.cases.first().and_then(|case| case.config.clone());
    let cases: Vec<_> = file.cases.iter().filter(|case| case.config == document).collect();
    for case in &cases {
        let ran = function.decide(&case.view);
        memory = memory.max(ran.memory.unwrap_or_default());
        failed += usize::from(ran.said.is_err());
    }
    let mut turn = cases.iter().cycle();
    let total = median(|| {
        let took = turn.next().map(|case| function.decide(&case.view).took);
        Ok::<_, Fault>(took.unwrap_or_default())
    })?;
    Ok(Cost {
        kind: file.kind.name(),
        component_bytes: component,
        deploy_ms: deploy.as_secs_f64() * 1e3,
        snapshot_bytes: snapshot,
        instantiate_us: instantiate,
        call_us: (total - instantiate).max(0.0),
        total_us: total,
        memory_bytes: memory,
        pure: true,
        cases: cases.len(),
        failed,
    })
}

fn median(mut work: impl FnMut() -> Result<Duration, Fault>) -> Result<f64> {
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < LEAST || start.elapsed() < FOR {
        times.push(work()?);
    }
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    Ok(middle.as_secs_f64() * 1e6)
}

fn told(cost: &Cost) -> String {
    let kib = |bytes: usize| bytes.div_ceil(1 << 10);
    let memory = usize::try_from(cost.memory_bytes).unwrap_or(usize::MAX);
    format!(
        "{}, {} cases, {} failed\n\
         component    {} KiB, pure\n\
         deploy       {:.0} ms\n\
         snapshot     {} KiB\n\
         instantiate  {:.1} µs\n\
         call         {:.1} µs\n\
         total        {:.1} µs\n\
         memory       {} KiB\n",
        cost.kind,
        cost.cases,
        cost.failed,
        kib(cost.component_bytes),
        cost.deploy_ms,
        kib(cost.snapshot_bytes),
        cost.instantiate_us,
        cost.call_us,
        cost.total_us,
        kib(memory),
    )
}
