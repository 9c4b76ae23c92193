/* global L */
import {loadCSS, loadJS} from "@web/core/assets";
import {Interaction} from "@web/public/interaction";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const LIBRARY = "/skks_intervention/static/lib/leaflet/leaflet";
const WHOLE_COUNTRY = {center: [52, 19.3], zoom: 6};
const ZOOM_OF_TOWN = 13;
const ZOOM_OF_PIN = 17;

/** A pin on a map, for whoever likes that better than words; never required. */
export class ReportMap extends Interaction {
    static selector = "#skks_map";
    dynamicContent = {
        ".skks_pin": {"t-on-click": () => this.putPin(this.map.getCenter())},
        ".skks_unpin": {
            "t-on-click": this.removePin,
            "t-att-disabled": () => (this.pin ? undefined : "disabled"),
        },
    };

    async willStart() {
        await Promise.all([loadJS(`${LIBRARY}.js`), loadCSS(`${LIBRARY}.css`)]);
    }

    start() {
        this.el.hidden = false;
        const {tiles, attribution, center} = this.el.dataset;
        const town = (center || "").split(",").map(Number);
        const view =
            town.length === 2
                ? {center: town, zoom: ZOOM_OF_TOWN}
                : WHOLE_COUNTRY;
        this.map = L.map(this.el.querySelector(".skks_map_canvas"), view);
        this.registerCleanup(() => this.map.remove());
        L.tileLayer(tiles, {attribution, maxZoom: 19}).addTo(this.map);
        this.map.on("click", ({latlng}) => this.putPin(latlng));
        const [latitude, longitude] = this.fields.map((field) => field.value);
        if (latitude && longitude) {
            this.putPin(L.latLng(Number(latitude), Number(longitude)));
            this.map.setView(this.pin.getLatLng(), ZOOM_OF_PIN);
        }
    }

    get fields() {
        return ["latitude", "longitude"].map((name) =>
            this.el.querySelector(`input[name=${name}]`)
        );
    }

    putPin(place) {
        if (!this.pin) {
            const title = _t("The place");
            this.pin = L.marker(place, {draggable: true, title, alt: title});
            this.pin.on("dragend", () => this.note(this.pin.getLatLng()));
            this.pin.addTo(this.map);
        }
        this.pin.setLatLng(place);
        this.note(place);
    }

    removePin() {
        this.pin?.remove();
        this.pin = undefined;
        this.note();
    }

    /** Keeps where the pin is, and says it to whoever does not see it. */
    note(place) {
        const point = place ? [place.lat, place.wrap().lng] : ["", ""];
        const texts = point.map((number) => (place ? number.toFixed(6) : ""));
        this.fields.forEach((field, index) => (field.value = texts[index]));
        this.el.querySelector("#skks_pin_told").textContent = place
            ? _t("The pin is at %s.", texts.join(", "))
            : _t("There is no pin.");
        this.updateContent();
    }
}

registry.category("public.interactions").add("skks_intervention.form_map", ReportMap);
