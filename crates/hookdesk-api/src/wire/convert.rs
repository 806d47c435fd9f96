//! Conversions between wire and domain.
