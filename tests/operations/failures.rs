//! What viewers get of a function that fails, as its bundle says.

use tidegate_pipeline::FunctionKind;

use crate::guests::failing;
use crate::recipe::Recipe;
use crate::workshop::Workshop;

/// Both are asked at different moments: before the origin is, and after.
#[tokio::test]
async fn the_safe_bottom_or_nothing() {
    let shop = Workshop::open().await;
    let node = shop.node().await;
    let failing_functions = [FunctionKind::CarbonCap, FunctionKind::ManifestRewriting];
    for (number, kind) in (0..).zip(failing_functions) {
        for (more, on_failure, status) in
            [(1, None, 200), (2, Some("bottom"), 200), (3, Some("refuse"), 503)]
        {
            let mut recipe = Recipe::of(10 * number + more).with(kind, failing(kind));
            recipe.function(kind).on_failure = on_failure;
            let bundle = shop.ready(&recipe).await;
            node.deploy(&bundle, &[]).await.done();
            let answer = node.ask().await;
            assert_eq!(answer.status(), status, "{kind}: {on_failure:?}");
            let said = String::from_utf8_lossy(answer.body()).into_owned();
            assert_eq!(said.starts_with("#EXTM3U"), status == 200, "{said}");
            if status == 503 {
                assert!(said.contains("undecided"), "{said}");
            }
        }
    }
}
