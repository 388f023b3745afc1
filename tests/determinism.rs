//! Same input, options and seed: the same bytes.

use crate::support::Folder;

#[test]
fn threads_do_not_change_a_byte() {
    let folder = Folder::new().with_seeds();
    for threads in [1, 2, 8] {
        folder.run(&format!("analyze seeds -o out{threads} --threads {threads}")).ended(0);
    }
    assert_eq!(folder.files("out1"), folder.files("out2"));
    assert_eq!(folder.files("out1"), folder.files("out8"));
}

#[test]
fn the_order_of_listing_does_not_change_a_byte() {
    let one = Folder::new();
    let other = Folder::new();
    let names = ["c.txt", "a.txt", "b/d.txt", "b.txt"];
    for name in names {
        one.write(&format!("in/{name}"), format!("湿地公园 {name} 开放"));
    }
    for name in names.iter().rev() {
        other.write(&format!("in/{name}"), format!("湿地公园 {name} 开放"));
    }
    one.run("analyze in -o out").ended(0);
    other.run("analyze in -o out").ended(0);
    assert_eq!(one.files("out"), other.files("out"));
}
