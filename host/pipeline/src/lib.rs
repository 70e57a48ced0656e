//! Facts, redaction, decisions, outcome.
