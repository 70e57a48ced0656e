//! The demo that `tidegate dev` and `spin up` serve.
