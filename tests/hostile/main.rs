//! ring hostile
