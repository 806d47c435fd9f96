//! The payload: a shop's order of about 1.2 KB, another one for each number.

use crate::stats::Dice;

/// The event the orders belong to.
pub const EVENT: &str = "sales.order.created";

const CITIES: &[&str] = &[
    "Berlin", "Lyon", "Porto", "Graz", "Gent", "Malmo", "Turku", "Brno", "Cork", "Leeds", "Utrecht",
    "Bilbao", "Torino", "Gdansk", "Zagreb", "Tartu",
];
const NAMES: &[&str] = &[
    "Veronica", "Jonas", "Amelie", "Tomasz", "Chiara", "Pedro", "Maeve", "Lars", "Katrin", "Nadia", "Bruno",
    "Ewa",
];
const GOODS: &[(&str, &str)] = &[
    ("24-MB01", "Joust Duffle Bag"),
    ("24-WG080", "Sprite Yoga Companion Kit"),
    ("24-UG06", "Affirm Water Bottle"),
    ("MH01-XS-Black", "Chaz Kangeroo Hoodie"),
    ("WS12-M-Orange", "Radiant Tee"),
    ("MJ06-L-Green", "Jupiter All-Weather Trainer"),
    ("WT09-S-White", "Breathe-Easy Tank"),
    ("24-WB04", "Push It Messenger Bag"),
];
const STATUSES: &[&str] = &["pending", "processing", "processing", "processing", "complete", "holded"];

/// Order `n`, the same on every run.
pub fn order(n: u64) -> String {
    let mut dice = Dice(n);
    let (name, city) = (*dice.pick(NAMES), *dice.pick(CITIES));
    let (one, two) = (dice.pick(GOODS), dice.pick(GOODS));
    let (status, zone) = (*dice.pick(STATUSES), 10_000 + dice.below(80_000));
    let (cents, customer) = (1_000 + dice.below(40_000), dice.below(200_000));
    let (price, shipping) = (cents / 100, 4 + dice.below(9));
    let total = price + shipping;
    format!(
        concat!(
            r#"{{"entity_id":{n},"increment_id":"{id:09}","state":"processing","status":"{status}","store_id":1,"#,
            r#""store_currency_code":"EUR","customer_id":{customer},"customer_email":"{mail}.{customer}@example.com","#,
            r#""customer_firstname":"{name}","customer_lastname":"Costello","customer_is_guest":0,"#,
            r#""base_grand_total":{total}.00,"grand_total":{total}.00,"subtotal":{price}.00,"shipping_amount":{shipping}.00,"#,
            r#""tax_amount":0.00,"total_qty_ordered":2,"remote_ip":"203.0.113.77","coupon_code":"WELCOME10","shipping_description":"Flat Rate - Fixed, parcel service, two to four working days","#,
            r#""created_at":"2026-11-20 21:44:15","billing_address":{{"firstname":"{name}","lastname":"Costello","#,
            r#""street":["{number} Calder Street"],"city":"{city}","postcode":"{zone}","country_id":"DE","#,
            r#""telephone":"+49 30 {zone}"}},"items":[{{"item_id":{item},"sku":"{sku1}","name":"{good1}","qty_ordered":1,"#,
            r#""price":{half}.00,"row_total":{half}.00,"tax_percent":0,"product_type":"simple","is_virtual":0}},"#,
            r#"{{"item_id":{item2},"sku":"{sku2}","name":"{good2}","qty_ordered":1,"price":{rest}.00,"row_total":{rest}.00,"#,
            r#""tax_percent":0,"product_type":"simple","is_virtual":0}}],"payment":{{"method":"checkmo","#,
            r#""amount_ordered":{total}.00,"base_shipping_amount":{shipping}.00}},"#,
            r#""extension_attributes":{{"applied_taxes":[],"shipping_assignments":[]}}}}"#
        ),
        n = n,
        id = 100_000_000 + n,
        status = status,
        customer = customer,
        mail = name.to_ascii_lowercase(),
        name = name,
        total = total,
        price = price,
        shipping = shipping,
        number = 1 + n % 200,
        city = city,
        zone = zone,
        item = 2 * n,
        item2 = 2 * n + 1,
        sku1 = one.0,
        good1 = one.1,
        sku2 = two.0,
        good2 = two.1,
        half = price / 2,
        rest = price - price / 2,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_json_of_about_1200_bytes() {
        for n in [0, 1, 77, 499_999] {
            let order = order(n);
            assert!(serde_json::from_str::<serde_json::Value>(&order).is_ok(), "{order}");
            assert!((1_150..1_280).contains(&order.len()), "{} bytes", order.len());
        }
    }
}
