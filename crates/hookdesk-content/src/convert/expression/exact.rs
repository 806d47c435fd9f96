//! Decimal arithmetic: exact but for division, which ends somewhere.

use std::cmp::Ordering;

use num_bigint::BigInt;

use crate::convert::decimal::{Decimal, Rounding};

/// Longest number computed with, in digits.
const MAX_DIGITS: usize = 1_000;

/// Places of a quotient; the last is rounded half to even.
const PLACES: u32 = 20;

const ZERO: &str = "there is no dividing by zero";

/// Two numbers as whole ones with the same number of places.
struct Pair {
    a: BigInt,
    b: BigInt,
    scale: usize,
}

impl Pair {
    fn of(a: &Decimal, b: &Decimal) -> Result<Self, String> {
        let scale = a.scale().max(b.scale());
        Ok(Self { a: whole(a, scale)?, b: whole(b, scale)?, scale })
    }
}

/// The number without its point, after that many places.
fn whole(number: &Decimal, scale: usize) -> Result<BigInt, String> {
    let text = number.clone().round(scale, Rounding::Down).whole();
    if text.len() > MAX_DIGITS {
        return Err(long());
    }
    text.parse().map_err(|_| "not a number".to_owned())
}

fn long() -> String {
    format!("a number has more than {MAX_DIGITS} digits")
}

fn result(whole: &BigInt, scale: usize) -> Result<Decimal, String> {
    let number = Decimal::new(&whole.to_string(), scale).shortest();
    if number.len() > MAX_DIGITS || number.scale() > MAX_DIGITS { Err(long()) } else { Ok(number) }
}

/// The sum.
pub(super) fn add(a: &Decimal, b: &Decimal) -> Result<Decimal, String> {
    let Pair { a, b, scale } = Pair::of(a, b)?;
    result(&(a + b), scale)
}

/// The difference.
pub(super) fn subtract(a: &Decimal, b: &Decimal) -> Result<Decimal, String> {
    let Pair { a, b, scale } = Pair::of(a, b)?;
    result(&(a - b), scale)
}

/// The product.
pub(super) fn multiply(a: &Decimal, b: &Decimal) -> Result<Decimal, String> {
    result(&(whole(a, a.scale())? * whole(b, b.scale())?), a.scale() + b.scale())
}

/// The quotient, to 20 places.
pub(super) fn divide(a: &Decimal, b: &Decimal) -> Result<Decimal, String> {
    let Pair { a, b, .. } = Pair::of(a, b)?;
    let (quotient, rest) = divided(&(&a * BigInt::from(10).pow(PLACES)), &b)?;
    let up = match (rest * 2_u8).magnitude().cmp(b.magnitude()) {
        Ordering::Greater => true,
        Ordering::Equal => quotient.bit(0),
        Ordering::Less => false,
    };
    let away = if (a < BigInt::ZERO) == (b < BigInt::ZERO) { 1 } else { -1 };
    result(&(quotient + if up { away } else { 0 }), PLACES as usize)
}

/// The whole quotient, rounded down.
pub(super) fn floor_divide(a: &Decimal, b: &Decimal) -> Result<Decimal, String> {
    let Pair { a, b, .. } = Pair::of(a, b)?;
    result(&floored(&a, &b)?.0, 0)
}

/// What is left of it, with the sign of `b`.
pub(super) fn modulo(a: &Decimal, b: &Decimal) -> Result<Decimal, String> {
    let Pair { a, b, scale } = Pair::of(a, b)?;
    result(&floored(&a, &b)?.1, scale)
}

fn divided(a: &BigInt, b: &BigInt) -> Result<(BigInt, BigInt), String> {
    if *b == BigInt::ZERO { Err(ZERO.to_owned()) } else { Ok((a / b, a % b)) }
}

fn floored(a: &BigInt, b: &BigInt) -> Result<(BigInt, BigInt), String> {
    let (quotient, rest) = divided(a, b)?;
    let beyond = rest != BigInt::ZERO && (rest < BigInt::ZERO) != (*b < BigInt::ZERO);
    Ok(if beyond { (quotient - 1, rest + b) } else { (quotient, rest) })
}
