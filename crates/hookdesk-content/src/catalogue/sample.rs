//! A payload of a shape: values that look like a shop's, always the same.

use super::Shape;
use crate::json::Json;

/// Makes the payload. What a shape does not tell (`object{}`, `array`) is empty.
pub fn sample(shape: &Shape) -> Json<'static> {
    make(shape, "")
}

fn make(shape: &Shape, name: &str) -> Json<'static> {
    match shape {
        Shape::List(item) => Json::List(vec![make(item, name)]),
        Shape::Object(members) => Json::Object(
            members.iter().map(|(name, shape)| (name.clone().into(), make(shape, name))).collect(),
        ),
        Shape::Type(kind) => {
            // Of several types, the first that is not null.
            let kind = kind.split('|').find(|kind| *kind != "null").unwrap_or("null");
            match kind.strip_suffix("[]") {
                Some("object{}") => Json::List(Vec::new()),
                Some(item) => Json::List(vec![scalar(item, name)]),
                None => scalar(kind, name),
            }
        }
    }
}

fn scalar(kind: &str, name: &str) -> Json<'static> {
    match kind {
        "string" => Json::text(text(name)),
        "mixed" => Json::text("value"),
        "int" | "integer" => Json::int(whole(name)),
        "float" => Json::Number(decimal(name).into()),
        "bool" | "boolean" => Json::Bool(!name.contains("guest") && !name.contains("virtual")),
        "array" => Json::List(Vec::new()),
        "null" => Json::Null,
        _ => Json::Object(crate::json::Object::default()),
    }
}

/// Values by a member's whole name or its end, the first that fits.
const TEXTS: &[(&str, &str)] = &[
    ("email", "jane.doe@example.com"),
    ("firstname", "Jane"),
    ("lastname", "Doe"),
    ("middlename", "M."),
    ("prefix", "Ms."),
    ("suffix", "Jr."),
    ("customer_name", "Jane Doe"),
    ("store_name", "Main Website Store"),
    ("product_sku", "24-MB01"),
    ("sku", "24-MB01"),
    ("product_type", "simple"),
    ("type_id", "simple"),
    ("created_in", "Default Store View"),
    ("_at", "2026-01-20 10:00:00"),
    ("_time", "2026-01-20 10:00:00"),
    ("_date", "2026-01-20"),
    ("dob", "1985-04-12"),
    ("country_id", "US"),
    ("country", "US"),
    ("region_code", "CA"),
    ("region", "California"),
    ("city", "Los Angeles"),
    ("street", "123 Oak Ave"),
    ("postcode", "90001"),
    ("telephone", "512-555-0100"),
    ("fax", "512-555-0101"),
    ("company", "Example Ltd"),
    ("vat_id", "US123456789"),
    ("taxvat", "US123456789"),
    ("currency_code", "USD"),
    ("increment_id", "000000012"),
    ("order_id", "12"),
    ("state", "new"),
    ("status", "pending"),
    ("url", "https://shop.example.com/joust-duffel-bag.html"),
    ("url_key", "joust-duffel-bag"),
    ("coupon_code", "SPRING10"),
    ("couponCode", "SPRING10"),
    ("giftCardCode", "GIFT-0001"),
    ("carrier_code", "flatrate"),
    ("method_code", "flatrate"),
    ("carrier_title", "Flat Rate"),
    ("method_title", "Fixed"),
    ("shipping_method", "flatrate_flatrate"),
    ("shipping_description", "Flat Rate - Fixed"),
    ("method", "checkmo"),
    ("remote_ip", "192.0.2.10"),
    ("address_type", "billing"),
    ("applied_rule_ids", "1"),
    ("error_message", ""),
    ("title", "Title"),
    ("name", "Joust Duffel Bag"),
    ("path", "1/2/3"),
    ("default_billing", "7"),
    ("default_shipping", "7"),
    ("password", ""),
    ("hash", ""),
    ("token", ""),
    ("_id", "12"),
    ("Id", "12"),
];

fn text(name: &str) -> String {
    let known =
        TEXTS.iter().find(|(end, _)| name == *end).or_else(|| TEXTS.iter().find(|(end, _)| ends(name, end)));
    known.map_or_else(|| name.replace('_', " "), |(_, value)| (*value).to_owned())
}

/// Whether a name ends in a word.
fn ends(name: &str, word: &str) -> bool {
    name.strip_suffix(word).is_some_and(|start| {
        start.is_empty() || word.starts_with(['_', 'I']) || start.ends_with('_') || word.contains('_')
    })
}

fn whole(name: &str) -> i64 {
    const WHOLE: &[(&str, i64)] = &[
        ("store_id", 1),
        ("website_id", 1),
        ("group_id", 1),
        ("customer_id", 5),
        ("cartId", 21),
        ("quote_id", 21),
        ("order_id", 12),
        ("product_id", 14),
        ("region_id", 12),
        ("visibility", 4),
        ("attribute_set_id", 4),
        ("_id", 12),
        ("id", 12),
        ("Id", 12),
        ("level", 2),
        ("gender", 2),
        ("guest", 0),
        ("virtual", 0),
    ];
    WHOLE.iter().find(|(end, _)| name.ends_with(end)).map_or(1, |(_, value)| *value)
}

fn decimal(name: &str) -> &'static str {
    const DECIMALS: &[(&str, &str)] = &[
        ("qty", "1"),
        ("quantity", "1"),
        ("rate", "1"),
        ("percent", "8.25"),
        ("weight", "0.5"),
        ("tax_amount", "2.81"),
        ("shipping_amount", "5"),
        ("discount", "0"),
        ("refunded", "0"),
        ("canceled", "0"),
        ("grand_total", "41.81"),
    ];
    if name.starts_with("qty") {
        return "1";
    }
    DECIMALS.iter().find(|(part, _)| name.contains(part)).map_or("34", |(_, value)| value)
}
