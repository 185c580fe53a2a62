// The toy data sets: two columns, x1 and x2, and two classes. make(random, noise) returns one point [x1, x2, class];
// points alternate between the classes, so that both are equally many. noise: 0 to 1.
"use strict";
const playToySets = (() => {
  const {Random} = playRandom;
  const kSpread = 0.5;

  const around = (random, x, y, deviation) => [x + deviation * random.normal(), y + deviation * random.normal()];

  const toySets = [
    {name: "xor", title: "XOR", make(random, noise, positive) {
      const side = random.uniform() < 0.5 ? -1 : 1, x = 0.25 + 2.75 * random.uniform(), y = 0.25 +
        2.75 * random.uniform();
      return around(random, side * x, positive ? side * y : -side * y, noise * kSpread * 2);
    }},
    {name: "circle", title: "Circle", make(random, noise, positive) {
      const radius = positive ? 1.6 * Math.sqrt(random.uniform()) : 2.2 + 0.9 * random.uniform(),
        angle = 2 * Math.PI * random.uniform();
      return around(random, radius * Math.cos(angle), radius * Math.sin(angle), noise * kSpread * 1.5);
    }},
    {name: "spirals", title: "Spirals", make(random, noise, positive) {
      const share = random.uniform(), radius = 0.15 + 2.85 * share, angle = 3.5 * Math.PI * share +
        (positive ? 0 : Math.PI);
      return around(random, radius * Math.sin(angle), radius * Math.cos(angle), noise * kSpread);
    }},
    {name: "gauss", title: "Gauss", make(random, noise, positive) {
      const centre = positive ? 1.4 : -1.4;
      return around(random, centre, centre, 0.45 + 1.6 * noise);
    }},
    {name: "moons", title: "Moons", make(random, noise, positive) {
      const angle = Math.PI * random.uniform();
      const x = positive ? Math.cos(angle) : 1 - Math.cos(angle),
        y = positive ? Math.sin(angle) : 0.5 - Math.sin(angle);
      return around(random, 2 * (x - 0.5), 2.4 * (y - 0.25), noise * kSpread * 1.5);
    }},
  ];

  // A table as table.js describes it.
  function makeToyTable(name, {count = 400, noise = 0.1, seed = 1} = {}) {
    const set = playFunctions.find(toySets, name), random = new Random(seed).split(99);
    const points = Array.from({length: count}, (_, i) => set.make(random, noise, i % 2 === 0));
    const column = (title, at) => ({name: title, type: "numeric",
      values: points.map(point => Number(point[at].toPrecision(7)))});
    return {
      name: name + ".csv", target: "class", positive: "1", negative: "0", numericTarget: true,
      columns: [column("x1", 0), column("x2", 1)], y: points.map((_, i) => i % 2 === 0 ? 1 : 0),
    };
  }

  return {toySets, makeToyTable};
})();
