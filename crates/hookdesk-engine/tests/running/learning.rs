//! What events looked like is learned in the background, once for each event.

use std::time::Duration;

use hookdesk_content::catalogue::Learned;
use hookdesk_store::Shape;

use crate::bed::Bed;

/// The shape of a name once so many events taught it.
async fn shape(bed: &Bed, name: &str, seen: u64) -> Shape {
    let learned = async {
        loop {
            match bed.engine.store().shape(name).await.expect("shapes") {
                Some(shape) if shape.seen >= seen => return shape,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), learned).await.expect("nothing was learned")
}

#[tokio::test]
async fn events_are_learned_from_once_also_over_a_restart() {
    let bed = Bed::idle().await;
    bed.send("erp.stock.changed", r#"{"sku":"secret","qty":1}"#).await;
    bed.engine.start().await.expect("started");
    bed.send("erp.stock.changed", r#"{"sku":null,"qty":1.5}"#).await;
    let before = shape(&bed, "erp.stock.changed", 2).await;
    assert!(!before.shape.contains("secret"), "{}", before.shape);
    let learned = Learned::from_json(&before.shape).expect("a shape");
    assert_eq!(learned.shape(3).to_string(), "{\n    \"qty\": \"float\",\n    \"sku\": \"string|null\"\n}");

    let bed = bed.restart().await;
    bed.send("erp.stock.changed", r#"{"sku":"c","place":"d"}"#).await;
    let after = shape(&bed, "erp.stock.changed", 3).await;
    assert_eq!(after.seen, 3, "the first two were not learned from again");
    let learned = Learned::from_json(&after.shape).expect("a shape");
    assert_eq!((learned.always(&["sku"]), learned.always(&["place"])), (Some(true), Some(false)));
    bed.engine.shutdown().await;
}
