-- Takes versions out of the lists of the words that they hold.
UPDATE search_terms
SET
    documents = list_filter(documents, lambda document: NOT list_contains(:documents, document)),
    counts = list_transform(
        list_filter(list_zip(documents, counts), lambda pair: NOT list_contains(:documents, pair[1])),
        lambda pair: pair[2]
    )
WHERE segment IN (SELECT unnest(:segments)) AND list_has_any(documents, :documents)
