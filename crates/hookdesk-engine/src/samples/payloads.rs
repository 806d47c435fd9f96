//! The sample shop payloads: made after Magento's own schema, embedded from `samples/*.json`.

/// A sample shop payload, from `samples/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SamplePayload {
    /// The event's name.
    pub event_name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Its data.
    pub data: &'static str,
}

macro_rules! payloads {
    ($($name:literal $title:literal;)*) => {
        /// Every payload.
        pub(super) const ALL: &[SamplePayload] = &[$(SamplePayload {
            event_name: $name,
            title: $title,
            data: include_str!(concat!("../../../../samples/", $name, ".json")),
        },)*];
    };
}

payloads! {
    "customer.created" "A customer registers";
    "customer.updated" "A customer changes the address";
    "sales.order.created" "An order is placed";
    "sales.order.paid" "An order is paid";
    "cart.abandoned" "A cart is left behind";
}

/// The payload of that event, or the first.
pub(super) fn find(event_name: &str) -> &'static SamplePayload {
    ALL.iter().find(|payload| payload.event_name == event_name).unwrap_or(&ALL[0])
}

/// Who the sample customer is in each round; the first is the payload's own.
const PEOPLE: [(&str, &str); 8] = [
    ("Zoë", "Müller-Österreich"),
    ("花子", "山田"),
    ("Søren", "Ångström"),
    ("José", "Núñez"),
    ("Françoise", "Lefèvre"),
    ("Łukasz", "Żółtowski"),
    ("Aoife", "O'Connor"),
    ("Grace", "Hopper"),
];

impl SamplePayload {
    /// The payload with another customer and other numbers, so that lists of samples show more than copies. Only text
    /// is exchanged: numbers keep their form.
    pub(super) fn numbered(&self, round: usize) -> String {
        let (first, last) = PEOPLE[round % PEOPLE.len()];
        self.data
            .replace(PEOPLE[0].0, first)
            .replace(PEOPLE[0].1, last)
            .replace("100004217", &(100_004_217 + round).to_string())
            .replace("zoe.mueller", &format!("customer-{}", round + 1))
    }
}
