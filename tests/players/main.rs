//! ring players
