//! Authentication: what a connection's credential adds to a request.
