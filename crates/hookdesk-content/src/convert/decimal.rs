//! Decimal numbers of any length, rounded on their text.

use std::cmp::Ordering;

use crate::json::Json;

use super::shown::shown;

/// Largest exponent taken, either way: what `1e99999` would fill with zeros has an end.
const MAX_EXPONENT: i64 = 1_000;

/// What happens to the digits that are cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    /// To the nearest; from the middle away from zero, as PHP's `round` does.
    HalfUp,
    /// To the nearest; from the middle to the even digit.
    HalfEven,
    /// Towards zero.
    Down,
}

impl Rounding {
    pub(super) const WORDS: &[(&str, Self)] =
        &[("half_up", Self::HalfUp), ("half_even", Self::HalfEven), ("down", Self::Down)];
}

/// `digits` with the point `scale` places from their end.
#[derive(Debug, Clone)]
pub(super) struct Decimal {
    negative: bool,
    /// ASCII digits; empty for none.
    digits: String,
    scale: usize,
}

impl Decimal {
    /// Reads a number, or a text that is one: an optional sign, digits, a point, an exponent.
    pub(super) fn of(value: &Json<'_>) -> Result<Self, String> {
        match value {
            Json::Number(text) => Self::read(text),
            Json::Text(text) => Self::read(text.trim()),
            _ => Err("not a number"),
        }
        .map_err(|why| format!("{} is {why}", shown(value)))
    }

    fn read(text: &str) -> Result<Self, &'static str> {
        const NONE: &str = "not a number";
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) {
            return Err(NONE);
        }
        let sign = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if sign.is_empty() || !digits(sign) {
            return Err(NONE);
        }
        let exponent: i64 = exponent.parse().unwrap_or(i64::MAX);
        if exponent.unsigned_abs() > MAX_EXPONENT.unsigned_abs() {
            return Err("a number whose exponent is beyond 1000");
        }
        let mut digits = format!("{whole}{part}");
        let scale = i64::try_from(part.len()).unwrap_or(i64::MAX).saturating_sub(exponent);
        if scale < 0 {
            digits.extend(std::iter::repeat_n('0', usize::try_from(-scale).unwrap_or(0)));
        }
        Ok(Self { negative, digits, scale: usize::try_from(scale).unwrap_or(0) }.plain())
    }

    /// Without needless zeros in front.
    fn plain(mut self) -> Self {
        let zeros = self.digits.bytes().take_while(|b| *b == b'0').count();
        self.digits.drain(..zeros);
        self
    }

    /// `whole` with its point moved `scale` places to the left; `whole` is digits with or without `-` in front.
    pub(super) fn new(whole: &str, scale: usize) -> Self {
        let digits = whole.strip_prefix('-');
        Self { negative: digits.is_some(), digits: digits.unwrap_or(whole).to_owned(), scale }.plain()
    }

    /// How many places stand behind the point.
    pub(super) fn scale(&self) -> usize {
        self.scale
    }

    /// How many digits it has, without zeros in front.
    pub(super) fn len(&self) -> usize {
        self.digits.len()
    }

    /// The number without its point.
    pub(super) fn whole(&self) -> String {
        match self.digits.is_empty() {
            true => "0".to_owned(),
            false => format!("{}{}", if self.negative { "-" } else { "" }, self.digits),
        }
    }

    /// Without needless zeros at the end.
    pub(super) fn shortest(mut self) -> Self {
        let zeros = self.digits.bytes().rev().take(self.scale).take_while(|b| *b == b'0').count();
        self.digits.truncate(self.digits.len() - zeros);
        self.scale = if self.digits.is_empty() { 0 } else { self.scale - zeros };
        self
    }

    /// The other sign.
    pub(super) fn negate(self) -> Self {
        Self { negative: !self.negative, ..self }
    }

    /// Without its sign.
    pub(super) fn abs(self) -> Self {
        Self { negative: false, ..self }
    }

    /// Whether there is nothing but zeros behind the point.
    pub(super) fn is_whole(&self) -> bool {
        self.digits.bytes().rev().take(self.scale).all(|b| b == b'0')
    }

    /// With that many places behind the point.
    pub(super) fn round(mut self, scale: usize, rounding: Rounding) -> Self {
        if self.scale <= scale {
            self.digits.extend(std::iter::repeat_n('0', scale - self.scale));
            return Self { scale, ..self }.plain();
        }
        let cut = self.scale - scale;
        // As many digits as are cut, at least: 0.004 has one and loses two.
        if self.digits.len() < cut {
            self.digits.insert_str(0, &"0".repeat(cut - self.digits.len()));
        }
        let lost = self.digits.split_off(self.digits.len() - cut);
        let odd = self.digits.bytes().last().is_some_and(|b| b % 2 == 1);
        let (first, rest) = lost.split_at(1);
        let beyond = rest.bytes().any(|b| b != b'0');
        let up = match rounding {
            Rounding::HalfUp => first >= "5",
            Rounding::HalfEven => first > "5" || (first == "5" && (beyond || odd)),
            Rounding::Down => false,
        };
        let digits = if up { next(&self.digits) } else { self.digits };
        Self { digits, scale, ..self }.plain()
    }
}

/// By value: 1.0 and 1 are the same.
impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let order = sign(self).cmp(&sign(other));
        if order.is_ne() || sign(self) == 0 {
            return order;
        }
        // Of as many digits before the point, the first that differs decides.
        let before = |number: &Self| number.digits.len().cast_signed() - number.scale.cast_signed();
        let digits = |number: &Self| -> String { number.digits.trim_end_matches('0').to_owned() };
        let order = before(self).cmp(&before(other)).then_with(|| digits(self).cmp(&digits(other)));
        if self.negative { order.reverse() } else { order }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

/// The next whole number.
fn next(digits: &str) -> String {
    let kept = digits.trim_end_matches('9');
    let nines = digits.len() - kept.len();
    let mut next = String::with_capacity(digits.len() + 1);
    match kept.as_bytes().split_last() {
        None => next.push('1'),
        Some((last, front)) => {
            next.push_str(&kept[..front.len()]);
            next.push(char::from(last + 1));
        }
    }
    next.extend(std::iter::repeat_n('0', nines));
    next
}

/// As JSON writes a number, with all places; zero has no sign.
impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let point = self.digits.len().saturating_sub(self.scale);
        let (whole, part) = self.digits.split_at(point);
        let sign = if self.negative && !self.digits.is_empty() { "-" } else { "" };
        let whole = if whole.is_empty() { "0" } else { whole };
        match self.scale {
            0 => write!(f, "{sign}{whole}"),
            scale => write!(f, "{sign}{whole}.{part:0>scale$}"),
        }
    }
}
