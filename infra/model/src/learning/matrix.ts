/** Square symmetric matrices, row-major in a Float64Array of n × n. */

/** Lower triangular L with LLᵀ = the matrix. Throws RangeError when it is not positive definite. */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * n + column]!;
      for (let k = 0; k < column; k++) sum -= factor[row * n + k]! * factor[column * n + k]!;
      if (row === column) {
        if (!(sum > 0)) throw new RangeError(`matrix is not positive definite at ${row}`);
        factor[row * n + row] = Math.sqrt(sum);
      } else factor[row * n + column] = sum / factor[column * n + column]!;
    }
  }
  return factor;
}

/** Inverse of a positive definite matrix. */
export function inverseOf(matrix: Float64Array, n: number): Float64Array {
  const factor = cholesky(matrix, n);
  const inverse = new Float64Array(n * n);
  for (let unit = 0; unit < n; unit++) {
    const solution = new Float64Array(n);
    for (let row = 0; row < n; row++) {
      let sum = row === unit ? 1 : 0;
      for (let k = 0; k < row; k++) sum -= factor[row * n + k]! * solution[k]!;
      solution[row] = sum / factor[row * n + row]!;
    }
    for (let row = n - 1; row >= 0; row--) {
      let sum = solution[row]!;
      for (let k = row + 1; k < n; k++) sum -= factor[k * n + row]! * solution[k]!;
      solution[row] = sum / factor[row * n + row]!;
    }
    for (let row = 0; row < n; row++) inverse[row * n + unit] = solution[row]!;
  }
  return inverse;
}

/** A · B · A for symmetric A and B. */
export function sandwich(outer: Float64Array, inner: Float64Array, n: number): Float64Array {
  return product(product(outer, inner, n), outer, n);
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < n; k++) {
      const weight = a[row * n + k]!;
      for (let column = 0; column < n; column++) out[row * n + column]! += weight * b[k * n + column]!;
    }
  }
  return out;
}
