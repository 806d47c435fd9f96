//! Magento's `searchCriteria[…]` (connectors.md E.2): filters in a group are ORed, groups are ANDed, pages count from 1.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::error::MagentoError;

/// What may be searched and sorted by.
const FIELDS: &[&str] =
    &["subscription_id", "event_name", "recipient_url", "status", "subscribed_at", "metadata"];
const CONDITIONS: &[&str] = &["eq", "neq", "like", "in", "nin", "gt", "gteq", "lt", "lteq"];

/// A search.
#[derive(Debug, Default)]
pub struct Criteria {
    groups: BTreeMap<u32, BTreeMap<u32, Filter>>,
    sorts: BTreeMap<u32, Sort>,
    page_size: Option<usize>,
    current_page: Option<usize>,
}

#[derive(Debug, Default)]
struct Filter {
    field: String,
    value: String,
    condition: Option<String>,
}

#[derive(Debug, Default)]
struct Sort {
    field: String,
    ascending: bool,
}

impl Criteria {
    /// Reads a query string; snake_case and camelCase names alike. What is not a search's is left to others.
    pub fn read(query: &str) -> Result<Self, MagentoError> {
        let mut criteria = Self::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let parts: Vec<&str> = key.split(['[', ']']).filter(|part| !part.is_empty()).collect();
            let [top, below @ ..] = parts.as_slice() else { continue };
            if same(top, "searchCriteria") {
                criteria.take(&key, below, &value)?;
            }
        }
        criteria.check()?;
        Ok(criteria)
    }

    fn take(&mut self, key: &str, path: &[&str], value: &str) -> Result<(), MagentoError> {
        let unknown = || {
            let key: String = key.chars().take(120).collect();
            MagentoError::new(StatusCode::BAD_REQUEST, "The search criteria hold no \"%1\"")
                .with(json!([key]))
        };
        let number = |text: &str| text.parse::<u32>().map_err(|_| unknown());
        match path {
            [] if value.is_empty() => {}
            [name] if same(name, "pageSize") => self.page_size = Some(page_number(key, value)?),
            [name] if same(name, "currentPage") => self.current_page = Some(page_number(key, value)?),
            [groups, group, filters, filter, part]
                if same(groups, "filterGroups") && same(filters, "filters") =>
            {
                let group = self.groups.entry(number(group)?).or_default();
                let filter = group.entry(number(filter)?).or_default();
                match *part {
                    "field" => filter.field = value.to_owned(),
                    "value" => filter.value = value.to_owned(),
                    part if same(part, "conditionType") => filter.condition = Some(value.to_owned()),
                    _ => return Err(unknown()),
                }
            }
            [sorts, sort, part] if same(sorts, "sortOrders") => {
                let sort = self.sorts.entry(number(sort)?).or_default();
                match *part {
                    "field" => sort.field = value.to_owned(),
                    "direction" => sort.ascending = value.eq_ignore_ascii_case("asc"),
                    _ => return Err(unknown()),
                }
            }
            _ => return Err(unknown()),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), MagentoError> {
        let filters = || self.groups.values().flat_map(BTreeMap::values);
        let fields = filters().map(|filter| &filter.field).chain(self.sorts.values().map(|sort| &sort.field));
        for field in fields {
            if !FIELDS.contains(&field.as_str()) {
                let field: String = field.chars().take(80).collect();
                let message = "A webhook has no field \"%1\"";
                return Err(MagentoError::new(StatusCode::BAD_REQUEST, message).with(json!([field])));
            }
        }
        match filters().map(Filter::condition).find(|condition| !CONDITIONS.contains(condition)) {
            None => Ok(()),
            Some(condition) => {
                let condition: String = condition.chars().take(40).collect();
                let message = "The condition \"%1\" is not known here";
                Err(MagentoError::new(StatusCode::BAD_REQUEST, message).with(json!([condition])))
            }
        }
    }

    /// The page asked for, and how many rows there are in all. A page beyond the end is empty.
    pub fn apply(&self, mut rows: Vec<Value>) -> (Vec<Value>, usize) {
        rows.retain(|row| self.groups.values().all(|group| group.values().any(|filter| filter.holds(row))));
        rows.sort_by(|a, b| {
            self.sorts.values().fold(Ordering::Equal, |so_far, sort| so_far.then_with(|| sort.compare(a, b)))
        });
        let total = rows.len();
        if let Some(size) = self.page_size.filter(|size| *size > 0) {
            let before = self.current_page.unwrap_or(1).max(1).saturating_sub(1).saturating_mul(size);
            rows = rows.into_iter().skip(before).take(size).collect();
        }
        (rows, total)
    }

    /// The search as it was understood, for the answer.
    pub fn echo(&self) -> Value {
        let groups = self.groups.values().map(|group| {
            let filters = group.values().map(|filter| {
                json!({ "field": filter.field, "value": filter.value, "condition_type": filter.condition() })
            });
            json!({ "filters": filters.collect::<Vec<_>>() })
        });
        let mut echo = json!({ "filter_groups": groups.collect::<Vec<_>>() });
        if !self.sorts.is_empty() {
            let sorts = self.sorts.values().map(|sort| {
                json!({ "field": sort.field, "direction": if sort.ascending { "ASC" } else { "DESC" } })
            });
            echo["sort_orders"] = sorts.collect();
        }
        if let Some(size) = self.page_size {
            echo["page_size"] = json!(size);
        }
        if let Some(page) = self.current_page {
            echo["current_page"] = json!(page);
        }
        echo
    }
}

impl Filter {
    fn condition(&self) -> &str {
        self.condition.as_deref().unwrap_or("eq")
    }

    fn holds(&self, row: &Value) -> bool {
        let own = plain(&row[&self.field]);
        let listed = || self.value.split(',').any(|value| compare(&own, value.trim()).is_eq());
        match self.condition() {
            "neq" => compare(&own, &self.value).is_ne(),
            "like" => like(&own.to_lowercase(), &self.value.to_lowercase()),
            "in" => listed(),
            "nin" => !listed(),
            "gt" => compare(&own, &self.value).is_gt(),
            "gteq" => compare(&own, &self.value).is_ge(),
            "lt" => compare(&own, &self.value).is_lt(),
            "lteq" => compare(&own, &self.value).is_le(),
            _ => compare(&own, &self.value).is_eq(),
        }
    }
}

impl Sort {
    fn compare(&self, a: &Value, b: &Value) -> Ordering {
        let order = compare(&plain(&a[&self.field]), &plain(&b[&self.field]));
        if self.ascending { order } else { order.reverse() }
    }
}

/// A value as the database would hold it: flags are 0 and 1.
fn plain(value: &Value) -> String {
    match value {
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// As numbers where both are, as text without regard to case otherwise, as Magento's database does.
fn compare(a: &str, b: &str) -> Ordering {
    match (a.parse::<i64>(), b.parse::<i64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.to_lowercase().cmp(&b.to_lowercase()),
    }
}

/// SQL's LIKE: `%` is any text, `_` any one character.
fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut t, mut p, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('%') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '_' || *c == text[t] => {
                t += 1;
                p += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '%')
}

fn page_number(key: &str, value: &str) -> Result<usize, MagentoError> {
    value
        .parse()
        .map_err(|_| MagentoError::new(StatusCode::BAD_REQUEST, "\"%1\" is not a number").with(json!([key])))
}

/// Whether two names are one, written in snake_case or camelCase.
fn same(name: &str, camel: &str) -> bool {
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    plain(name) == plain(camel)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Value> {
        [(1, "sales.order.created", true), (2, "customer.created", false), (10, "sales.order.paid", true)]
            .iter()
            .map(|(id, name, status)| json!({ "subscription_id": id, "event_name": name, "status": status }))
            .collect()
    }

    fn ids(query: &str) -> Vec<i64> {
        let (rows, _) = Criteria::read(query).expect(query).apply(rows());
        rows.iter().filter_map(|row| row["subscription_id"].as_i64()).collect()
    }

    fn filter(group: u32, filter: u32, field: &str, value: &str, condition: &str) -> String {
        let base = format!("searchCriteria[filter_groups][{group}][filters][{filter}]");
        format!("{base}[field]={field}&{base}[value]={value}&{base}[condition_type]={condition}&")
    }

    #[test]
    fn filters_in_a_group_are_ored_and_groups_anded() {
        assert_eq!(ids("searchCriteria="), [1, 2, 10]);
        assert_eq!(ids(""), [1, 2, 10]);
        assert_eq!(ids(&filter(0, 0, "event_name", "customer.created", "eq")), [2]);
        assert_eq!(ids(&filter(0, 0, "status", "1", "eq")), [1, 10]);
        assert_eq!(ids(&filter(0, 0, "event_name", "sales.%25", "like")), [1, 10]);
        assert_eq!(ids(&filter(0, 0, "subscription_id", "2", "gt")), [10]);
        assert_eq!(ids(&filter(0, 0, "subscription_id", "1,10", "in")), [1, 10]);
        let either = filter(0, 0, "subscription_id", "1", "eq") + &filter(0, 1, "subscription_id", "2", "eq");
        assert_eq!(ids(&either), [1, 2]);
        assert_eq!(ids(&(either + &filter(1, 0, "status", "0", "eq"))), [2]);
        assert_eq!(
            ids("searchCriteria[filterGroups][0][filters][0][field]=subscription_id\
                 &searchCriteria[filterGroups][0][filters][0][value]=2"),
            [2]
        );
    }

    #[test]
    fn pages_and_orders() {
        let sort = "searchCriteria[sortOrders][0][field]=subscription_id";
        assert_eq!(ids(sort), [10, 2, 1]);
        assert_eq!(ids(&format!("{sort}&searchCriteria[sortOrders][0][direction]=ASC")), [1, 2, 10]);
        assert_eq!(ids("searchCriteria[pageSize]=2&searchCriteria[currentPage]=2"), [10]);
        assert!(ids("searchCriteria[pageSize]=2&searchCriteria[currentPage]=3").is_empty());
        let criteria =
            Criteria::read("searchCriteria[page_size]=2&searchCriteria[current_page]=1").expect("read");
        assert_eq!(criteria.echo(), json!({ "filter_groups": [], "page_size": 2, "current_page": 1 }));
    }

    #[test]
    fn what_cannot_be_searched_is_said() {
        for query in [
            "searchCriteria[filter_groups][0][filters][0][field]=colour",
            "searchCriteria[filter_groups][x][filters][0][field]=status",
            "searchCriteria[pageSize]=many",
            "searchCriteria[nonsense]=1",
            &filter(0, 0, "status", "1", "finset"),
        ] {
            assert!(Criteria::read(query).is_err(), "{query}");
        }
    }
}
