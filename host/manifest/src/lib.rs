//! Lossless HLS multivariant playlists.
