/**
 * Words for device names: short, concrete, friendly, and meaning nothing bad to anyone we know of.
 * No people, beliefs, bodies, weapons, illnesses, drinks, flags or animals that some avoid.
 *
 * @module
 */

/** 256 words, so that one byte picks one evenly. Changing or reordering them renames devices. */
export const FRIENDLY_WORDS: readonly string[] = (
  "acorn almond amber apple apricot april arbor arch aspen autumn avenue bamboo banana " +
  "barley basil basket bay beacon bell berry birch blossom blue boat bonnet book bottle " +
  "boulder bracelet branch breeze brick bridge bronze brook brown brush bubble bucket bud " +
  "button cabin cable cactus canal candle canoe canopy canvas canyon caramel carpet carrot " +
  "cashew cedar celery chain chalk cherry chestnut chime cinnamon circle citrus clay clock " +
  "cloud clove clover coast cobalt coconut comet compass copper coral corner cotton cove " +
  "crane crayon creek crimson crystal cup curtain cushion cypress daisy dawn delta desert " +
  "dew diamond dolphin dome door drum dune dusk easel echo elm ember emerald evening " +
  "feather fern ferry field fig finch flannel flower flute fog forest fountain garden " +
  "garnet gate ginger glacier glass globe gold grain granite grape grass gravel green grove " +
  "guitar hammock harbor harp harvest hazel hill hollow honey horizon indigo iris island " +
  "ivory ivy jade jasmine jasper juniper kettle kite ladder lagoon lake lamp lantern lark " +
  "laurel lavender leaf lemon lilac lily lime linen loom maple marble marigold market " +
  "meadow melon mint mirror mist morning moss mountain nectar nest north nutmeg oak oasis " +
  "oat ocean olive onyx opal orange orbit orchard orchid oval paddle palm papaya paper path " +
  "peach pearl pebble pencil pepper pine planet plum pocket pond poplar prairie prism " +
  "quartz quilt rain rainbow raisin reed ribbon rice ridge river robin roof rose ruby " +
  "saffron sail sand sapphire season seed shell silver sky snow sparrow spring starling " +
  "stone stream summer sun swan thyme tulip valley violet walnut wheat willow window yellow"
).split(" ");
