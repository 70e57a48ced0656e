//! The Spin gateway beside the node.
