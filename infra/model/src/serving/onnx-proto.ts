import protobuf from 'protobufjs';

/** The part of onnx.proto (ONNX 1.12, IR version 8) that the models here need; field numbers are those of the standard. */
const ONNX_SUBSET = `
syntax = "proto2";
package onnx;
message StringStringEntryProto { optional string key = 1; optional string value = 2; }
message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
message TensorProto { repeated int64 dims = 1; optional int32 data_type = 2; optional string name = 8; optional bytes raw_data = 9; }
message AttributeProto { optional string name = 1; optional int64 i = 3; optional int32 type = 20; }
message NodeProto {
  repeated string input = 1; repeated string output = 2; optional string name = 3; optional string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }
message TensorShapeProto { repeated Dimension dim = 1; }
message TensorTypeProto { optional int32 elem_type = 1; optional TensorShapeProto shape = 2; }
message TypeProto { optional TensorTypeProto tensor_type = 1; }
message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; optional string doc_string = 3; }
message GraphProto {
  repeated NodeProto node = 1; optional string name = 2; repeated TensorProto initializer = 5; optional string doc_string = 10;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
}
message ModelProto {
  optional int64 ir_version = 1; optional string producer_name = 2; optional string producer_version = 3; optional int64 model_version = 5;
  optional string doc_string = 6; optional GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8;
  repeated StringStringEntryProto metadata_props = 14;
}`;

const IR_VERSION = 8;
const OPSET = 17;
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;

const ModelProto = protobuf.parse(ONNX_SUBSET, { keepCase: true }).root.lookupType('onnx.ModelProto');

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly integers?: Readonly<Record<string, number>>;
}

/** A tensor of the graph's in- and outputs: a number is a fixed size, a text a free one. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  readonly doc: string;
}

export interface OnnxConstant {
  readonly name: string;
  readonly kind: 'float32' | 'int64';
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

export interface OnnxModel {
  readonly name: string;
  readonly doc: string;
  readonly version: number;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The bytes of an ONNX file (IR 8, opset 17): the same model always gives the same bytes. Throws when the model is malformed. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const message = {
    ir_version: IR_VERSION,
    producer_name: 'airway-twin',
    model_version: model.version,
    doc_string: model.doc,
    opset_import: [{ domain: '', version: OPSET }],
    graph: {
      name: model.name,
      node: model.nodes.map((node) => ({
        input: [...node.inputs],
        output: [node.output],
        name: node.output,
        op_type: node.op,
        attribute: Object.entries(node.integers ?? {}).map(([name, i]) => ({ name, i, type: ATTRIBUTE_INT })),
      })),
      initializer: model.constants.map(tensor),
      input: model.inputs.map(valueInfo),
      output: model.outputs.map(valueInfo),
    },
    metadata_props: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
  };
  const problem = ModelProto.verify(message);
  if (problem !== null) throw new Error(`not an ONNX model: ${problem}`);
  return ModelProto.encode(ModelProto.create(message)).finish();
}

function tensor({ name, kind, dims, values }: OnnxConstant): object {
  const wide = kind === 'int64';
  const bytes = new Uint8Array(values.length * (wide ? 8 : 4));
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) {
    if (wide) view.setBigInt64(index * 8, BigInt(value), true);
    else view.setFloat32(index * 4, value, true);
  }
  return { name, dims: [...dims], data_type: wide ? INT64 : FLOAT, raw_data: bytes };
}

function valueInfo({ name, shape, doc }: OnnxValue): object {
  const dim = shape.map((size) => (typeof size === 'number' ? { dim_value: size } : { dim_param: size }));
  return { name, doc_string: doc, type: { tensor_type: { elem_type: FLOAT, shape: { dim } } } };
}
