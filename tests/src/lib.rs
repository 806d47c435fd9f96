//! Tests that span the product.
