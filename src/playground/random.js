// The program's random numbers: xoshiro256++ (Blackman, Vigna 2019) seeded by splitmix64, as in src/math/random.cpp, so
// that a seed gives the same start here and there. 64-bit words are kept as two 32-bit halves, high first.
"use strict";
const playRandom = (() => {
  const kMask = (1n << 64n) - 1n;

  // Returns [next state, mixed word].
  function splitmix(state) {
    state = (state + 0x9e3779b97f4a7c15n) & kMask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & kMask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & kMask;
    return [state, z ^ (z >> 31n)];
  }

  class Random {
    // seed: a whole number, 0 or more, or a BigInt of 64 bits.
    constructor(seed) {
      this.seed = BigInt(seed) & kMask;
      this.state = new Int32Array(8);
      let mixing = this.seed, word;
      for (let i = 0; i < 4; ++i) {
        [mixing, word] = splitmix(mixing);
        this.state[2 * i] = Number(word >> 32n) | 0;
        this.state[2 * i + 1] = Number(word & 0xffffffffn) | 0;
      }
      this.spareNormal = null;
      this.high = 0;
      this.low = 0;
    }

    // An independent stream named by a number.
    split(stream) {
      const [, name] = splitmix(BigInt(stream) ^ 0xd1342543de82ef95n);
      const [, mixed] = splitmix(this.seed ^ name);
      return new Random(mixed);
    }

    // Leaves the next 64 bits in this.high and this.low, both 0 to 2^32 - 1.
    next() {
      const s = this.state;
      let low = (s[1] >>> 0) + (s[7] >>> 0);
      let high = (s[0] + s[6] + (low > 0xffffffff ? 1 : 0)) | 0;
      low |= 0;
      const rotatedHigh = (high << 23) | (low >>> 9), rotatedLow = (low << 23) | (high >>> 9);
      low = (rotatedLow >>> 0) + (s[1] >>> 0);
      high = rotatedHigh + s[0] + (low > 0xffffffff ? 1 : 0);
      this.high = high >>> 0;
      this.low = low >>> 0;
      const shiftedHigh = (s[2] << 17) | (s[3] >>> 15), shiftedLow = s[3] << 17;
      s[4] ^= s[0]; s[5] ^= s[1];
      s[6] ^= s[2]; s[7] ^= s[3];
      s[2] ^= s[4]; s[3] ^= s[5];
      s[0] ^= s[6]; s[1] ^= s[7];
      s[4] ^= shiftedHigh; s[5] ^= shiftedLow;
      const h = s[6], l = s[7];  // rotated left by 45: halves swapped, then by 13
      s[6] = (l << 13) | (h >>> 19);
      s[7] = (h << 13) | (l >>> 19);
    }

    // In [0, 1), 53 bits.
    uniform() {
      this.next();
      return (this.high * 2097152 + (this.low >>> 11)) / 9007199254740992;
    }

    // Box and Muller 1958: two at a time.
    normal() {
      if (this.spareNormal !== null) {
        const spare = this.spareNormal;
        this.spareNormal = null;
        return spare;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform())), angle = 2 * Math.PI * this.uniform();
      this.spareNormal = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    }

    // A whole number from 0 to bound - 1; bound below 2^21. The program's rejection, of one draw in 2^43 or fewer, is
    // left out.
    below(bound) {
      this.next();
      return Math.floor((this.high * bound + Math.floor(this.low * bound / 4294967296)) / 4294967296);
    }

    shuffle(items) {
      for (let i = items.length; i > 1; --i) {
        const j = this.below(i), item = items[i - 1];
        items[i - 1] = items[j];
        items[j] = item;
      }
      return items;
    }

    // For rewinding.
    save() {
      return {state: this.state.slice(), spareNormal: this.spareNormal};
    }
    restore(saved) {
      this.state.set(saved.state);
      this.spareNormal = saved.spareNormal;
    }
  }

  return {Random};
})();
