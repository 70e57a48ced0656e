//! The command line of `tidegate consent`.

use std::path::PathBuf;

use crate::explain;

/// What to do with consent strings.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Decode a TC or GPP string, with names, and show what it grants under each regime.
    Decode(DecodeArgs),
}

/// What to decode.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = r#"JSON of a TC string, and of the sections tcfeuv2 and tcfcav1 of a GPP string (in Canada consent is
express, and implied consent has the place of legitimate interest):
  { "kind": "tc", "sections": [ { "id": 2, "name": "tcfeuv2", "version": 2,
    "created": "2026-10-01T00:00:00Z", "last-updated": "2026-10-01T00:00:00Z", "cmp-id": 4095, …,
    "vendor-consents": { "max-id": 30, "encoding": "ranges", "vendors": [[1, 21], [30, 30]] },
    "purposes": [ { "number": 1, "name": "Store and/or …", "consent": true,
      "legitimate-interest": false } ],
    "restrictions": [ { "purpose": 7, "type": 1, "says": "consent required", "vendors": [[8, 8]] } ] } ],
    "grants": [ { "regime": "opt-in", "country": null, "purposes": [1], "special-features": [],
      "used": ["tc-string"], "refused": [], "valid-for": 3600 } ] }
Sections of the United States list "fields": { "name": "SaleOptOut", "of": null, "value": 1,
"says": "opted out" }. Segments that are absent are null.
Trouble is JSON on standard error, positions counted from 0: { "error": "malformed", "section": 0,
"segment": 0, "bit": 213, "byte": 35, "says": "the segment ends inside a field" }

Exits 0 if the string was decoded, 2 if it is malformed, 1 on other trouble."#
)]
pub struct DecodeArgs {
    /// The string; `-` reads it from standard input.
    #[arg(allow_hyphen_values = true)]
    pub string: String,
    /// Print JSON; --help shows its shape.
    #[arg(long)]
    pub json: bool,
    /// The consent function's configuration, TOML or JSON; without it, the demo's.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// When, e.g. 2026-11-22T20:00:00Z or seconds since 1970; without it, now.
    #[arg(long, value_name = "TIME", value_parser = explain::time)]
    pub at: Option<u64>,
}
