// GraphiQL's page. The program itself, two megabytes, is loaded by this small script, and on no other page.
const place = document.getElementById("graphiql");

if (place) {
  import("./open")
    .then(({ open }) => open(place))
    .catch(() => {
      place.textContent = place.dataset["failed"] ?? "";
    });
}
