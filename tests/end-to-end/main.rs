//! ring end-to-end
